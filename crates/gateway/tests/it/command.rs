//! The program itself: its commands, and the server as a process of its own.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex, mpsc};
use std::thread::JoinHandle;

use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;
use tempfile::TempDir;

use crate::harness::{CATALOGUE, HEADER, MAPPING, PEOPLE};

const CONFIG: &str = r#"
listen = "127.0.0.1:0"
public_url = "https://preferences.example"
[[keys]]
id = "k"
secret = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDEyMw"
"#;

/// A folder with a configuration, and the program.
pub(crate) struct Place(TempDir);

impl Place {
    pub(crate) fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        place.write("sordino.toml", CONFIG);
        place.write("catalogue.toml", CATALOGUE);
        place.write("people.toml", MAPPING);
        place.write("people.csv", PEOPLE);
        place
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        std::fs::write(self.0.path().join(name), text).unwrap();
    }

    fn program(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sordino-gateway"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("SORDINO_") {
                command.env_remove(name);
            }
        }
        command.current_dir(self.0.path()).args(["--config", "sordino.toml"]);
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.program().args(arguments).output().unwrap()
    }

    /// Brings in the catalogue and the people of the tests.
    pub(crate) fn import(&self) -> Output {
        let arguments =
            ["import", "--catalogue", "catalogue.toml", "--mapping", "people.toml", "people.csv"];
        self.run(&arguments)
    }

    pub(crate) fn token(&self, person: &str) -> String {
        out(&self.run(&["link", person, "--token"])).trim().to_owned()
    }

    /// Starts the server, logging by this filter, and waits until it listens.
    pub(crate) fn serve(&self, log: &str) -> Served {
        let mut child = self
            .program()
            .arg("serve")
            .env("SORDINO_LOG", log)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stderr = child.stderr.take().unwrap();
        let text = Arc::new(Mutex::new(String::new()));
        let (tell, told) = mpsc::channel();
        let kept = text.clone();
        let reading = std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                let json: Value = serde_json::from_str(&line).unwrap_or_default();
                if json["message"] == "listening" {
                    let _ = tell.send(json["address"].as_str().unwrap().to_owned());
                }
                let mut kept = kept.lock().unwrap();
                kept.push_str(&line);
                kept.push('\n');
            }
        });
        let address =
            told.recv().unwrap_or_else(|_| panic!("it does not listen: {}", text.lock().unwrap()));
        Served { child, address, text, reading: Some(reading) }
    }
}

pub(crate) fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub(crate) fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The server as a process.
pub(crate) struct Served {
    child: Child,
    address: String,
    text: Arc<Mutex<String>>,
    reading: Option<JoinHandle<()>>,
}

/// A test that failed leaves no server behind, which whoever started the tests would wait for.
impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Served {
    pub(crate) fn wire(&self) -> Wire {
        Wire {
            client: Client::builder(TokioExecutor::new()).build_http(),
            address: self.address.clone(),
        }
    }

    /// Ends it as a power cut would: SIGKILL.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop, and answers its exit code and everything that it logged.
    pub(crate) fn terminate(mut self) -> (Option<i32>, String) {
        let told =
            Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(told.success());
        let code = self.child.wait().unwrap().code();
        self.reading.take().unwrap().join().unwrap();
        let text = self.text.lock().unwrap().clone();
        (code, text)
    }
}

/// Requests to the server over its socket.
#[derive(Clone)]
pub(crate) struct Wire {
    client: Client<HttpConnector, Body>,
    address: String,
}

impl Wire {
    pub(crate) fn request(&self, method: &str, path: &str) -> axum::http::request::Builder {
        Request::builder().method(method).uri(format!("http://{}{path}", self.address))
    }

    /// The status and the body; an error if the connection broke.
    pub(crate) async fn send(&self, request: Request<Body>) -> Result<(u16, String), String> {
        let response = self.client.request(request).await.map_err(|error| error.to_string())?;
        let status = response.status().as_u16();
        let body = response.into_body().collect().await.map_err(|error| error.to_string())?;
        Ok((status, String::from_utf8_lossy(&body.to_bytes()).into_owned()))
    }

    pub(crate) async fn change(
        &self,
        token: &str,
        change: &Value,
    ) -> Result<(u16, String), String> {
        let request = self
            .request("POST", "/v1/preferences")
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/json");
        self.send(request.body(Body::from(change.to_string())).unwrap()).await
    }
}

#[test]
fn an_import_says_what_it_did_and_whether_rows_were_bad_by_its_exit_code() {
    let place = Place::new();
    let good = place.import();
    assert_eq!(good.status.code(), Some(0), "{}", err(&good));
    assert!(err(&good).contains("5 campaigns, 3 channels: version 1"), "{}", err(&good));
    assert!(err(&good).contains("6 new, 0 known, 0 rows left out"), "{}", err(&good));

    place.write("people.csv", &format!("{HEADER}\nx,nobody,,,,,,,\ny,y@example.com,,,,,,,\n"));
    let some = place.import();
    assert_eq!(some.status.code(), Some(3), "{}", err(&some));
    let said = err(&some);
    assert!(said.contains("people.csv:2: column `E-mail`: a mail address"), "{said}");
    assert!(said.contains("1 new, 0 known, 1 rows left out"), "{said}");

    place.write("people.csv", "a;b\n");
    let none = place.import();
    assert_eq!(none.status.code(), Some(1), "{}", err(&none));
    assert_eq!(place.run(&["import"]).status.code(), Some(1));
    assert_eq!(
        place.run(&["import", "people.csv"]).status.code(),
        Some(2),
        "a people file needs a mapping"
    );
    place.write("catalogue.toml", &CATALOGUE.replace("group = \"offers\"", "group = \"x\""));
    let wrong = place.import();
    assert_eq!(wrong.status.code(), Some(1));
    assert!(err(&wrong).contains("catalogue.toml: `campaigns[0].group`"), "{}", err(&wrong));
}

#[test]
fn a_link_is_an_address_and_nothing_else() {
    let place = Place::new();
    let link = place.run(&[
        "link",
        "ann",
        "--power",
        "withdraw",
        "--lang",
        "zh-Hans",
        "--campaign",
        "news",
        "--days",
        "61",
    ]);
    let line = out(&link);
    let token = line.trim().strip_prefix("https://preferences.example/p/").unwrap();
    assert_eq!((line.lines().count(), err(&link).as_str()), (1, ""));
    assert!(token.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)), "{token}");
    let payload = token.split('.').nth(1).unwrap();
    let payload =
        base64::Engine::decode(&base64::prelude::BASE64_URL_SAFE_NO_PAD, payload).unwrap();
    let claims: Value = serde_json::from_slice(&payload).unwrap();
    assert_eq!(claims["sub"], "ann");
    assert_eq!(
        (&claims["power"], &claims["lang"], &claims["campaign"]),
        (&"withdraw".into(), &"zh-Hans".into(), &"news".into())
    );
    let days = (claims["exp"].as_f64().unwrap() - claims["iat"].as_f64().unwrap()) / 86_400.0;
    assert_eq!(days, 61.0);
    assert_ne!(place.token("ann"), place.token("ann"), "each link has an id of its own");
}

#[tokio::test]
async fn a_server_that_is_told_to_stop_ends_well_and_export_and_verify_read_what_it_kept() {
    let place = Place::new();
    place.import();
    let served = place.serve("info");
    let change = serde_json::json!({"id": crate::harness::fresh(), "set": {"subscribed": false}});
    let (status, _) = served.wire().change(&place.token("ann"), &change).await.unwrap();
    assert_eq!(status, 200);
    let (code, log) = served.terminate();
    assert_eq!(code, Some(0), "{log}");
    assert!(
        log.contains("\"route\":\"/v1/preferences\"") && log.contains("\"status\":200"),
        "{log}"
    );

    let export = out(&place.run(&["export", "--person", "ann"]));
    let last: Value = serde_json::from_str(export.lines().last().unwrap()).unwrap();
    assert_eq!(
        last["changed"][0],
        serde_json::json!({"path": "/subscribed", "before": true, "after": false})
    );
    assert!(place.run(&["export", "--format", "csv", "--output", "record.csv"]).status.success());
    assert!(Path::new(place.0.path()).join("record.csv").metadata().unwrap().len() > 0);
    let verify = place.run(&["verify"]);
    assert!(
        verify.status.success() && out(&verify).contains("6 people, 6 lines"),
        "{}",
        out(&verify)
    );
}

#[tokio::test]
async fn what_people_asked_for_is_listed_and_closed_while_the_server_runs() {
    let place = Place::new();
    place.import();
    let none = place.run(&["requests"]);
    assert!(none.status.success() && out(&none).is_empty() && err(&none).contains("0 open"));

    let served = place.serve("info");
    let (id, token) = (crate::harness::fresh(), place.token("ann"));
    let ask = serde_json::json!({"id": id, "set": {}, "ask": "erase"});
    let (status, _) = served.wire().change(&token, &ask).await.unwrap();
    assert_eq!(status, 200);
    let text = out(&place.run(&["requests"]));
    let (when, rest) = text.trim_end().split_once("  ").unwrap();
    assert_eq!(rest, format!("erase   ann  {id}"));
    let lines = out(&place.run(&["requests", "--format", "jsonl"]));
    let listed: Value = serde_json::from_str(&lines).unwrap();
    let expected =
        serde_json::json!({"id": id, "what": "erase", "person": "ann", "recorded_at": when});
    assert_eq!(listed, expected);

    let unknown = place.run(&["requests", "done", &crate::harness::fresh()]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(err(&unknown).contains("there is no request"), "{}", err(&unknown));
    let wrong = place.run(&["requests", "done", "17"]);
    assert_eq!(wrong.status.code(), Some(2));
    let done = place.run(&["requests", "done", &id]);
    assert!(done.status.success(), "{}", err(&done));
    assert_eq!(out(&done), "erase of ann: on record as done\n");
    let again = place.run(&["requests", "done", &id, "--person", "ann"]);
    assert!(again.status.success() && out(&again).starts_with("on record as done since 20"));
    assert!(out(&place.run(&["requests"])).is_empty());

    // The server sees it, and the record has both.
    let nothing = serde_json::json!({"id": crate::harness::fresh(), "set": {}});
    let (_, answer) = served.wire().change(&token, &nothing).await.unwrap();
    let answer: Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(answer["document"].get("requests"), None, "{answer}");
    assert_eq!(answer["document"]["history"][0]["asked"], "erase");
    let (_, log) = served.terminate();
    assert!(log.contains("a request was taken in"), "{log}");
    let export = out(&place.run(&["export", "--person", "ann"]));
    let done: Vec<_> = export.lines().filter(|line| line.contains("\"kind\":\"done\"")).collect();
    assert!(done.len() == 1 && done[0].contains(&format!("\"closes\":\"{id}\"")), "{export}");
    let verify = place.run(&["verify"]);
    assert!(verify.status.success(), "{}", out(&verify));
}

#[test]
fn what_stands_in_the_way_of_a_start_is_said() {
    let place = Place::new();
    place.write("sordino.toml", &CONFIG.replace("public_url", "public_uri"));
    let wrong = place.run(&["serve"]);
    assert_eq!(wrong.status.code(), Some(1));
    assert!(
        err(&wrong).contains("sordino.toml: line 3") && err(&wrong).contains("public_uri"),
        "{}",
        err(&wrong)
    );

    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    place.write("sordino.toml", &CONFIG.replace("127.0.0.1:0", &address));
    let wrong = place.run(&["serve"]);
    assert_eq!(wrong.status.code(), Some(1));
    assert!(err(&wrong).contains(&format!("`{address}` cannot be listened on")), "{}", err(&wrong));

    place.write("sordino.toml", &format!("database = \"no/such/folder.db\"\n{CONFIG}"));
    let wrong = place.run(&["serve"]);
    assert_eq!(wrong.status.code(), Some(1));
    assert!(
        err(&wrong).contains("no/such/folder.db: the database cannot be opened"),
        "{}",
        err(&wrong)
    );
    place.write("garbage.db", "this is not a database, and long enough to be looked at");
    place.write("sordino.toml", &format!("database = \"garbage.db\"\n{CONFIG}"));
    let wrong = place.run(&["serve"]);
    assert!(err(&wrong).contains("garbage.db: the database cannot be opened"), "{}", err(&wrong));

    place.write("sordino.toml", &format!("style_sheet = \"brand.css\"\n{CONFIG}"));
    let wrong = place.run(&["serve"]);
    assert_eq!(wrong.status.code(), Some(1));
    assert!(err(&wrong).contains("brand.css: `style_sheet`: it cannot be read"), "{}", err(&wrong));
}
