//! Importing a catalogue and people.

use serde_json::json;
use sordino_gateway::Catalogue;
use sordino_gateway::import::{BadRow, Encoding, ImportError, Mapping};

use crate::harness::{CATALOGUE, HEADER, MAPPING, PEOPLE, World};

fn rows(lines: &[&str]) -> String {
    let mut text = format!("{HEADER}\n");
    lines.iter().for_each(|line| text += &format!("{line}\n"));
    text
}

fn said(bad: &[BadRow]) -> Vec<String> {
    let line = |row: &BadRow| {
        let column = row.column.as_deref().unwrap_or("-");
        format!("{} {column}: {}", row.line, row.reason)
    };
    bad.iter().map(line).collect()
}

#[tokio::test]
async fn bad_rows_are_reported_and_good_ones_go_in() {
    let world = World::empty().await;
    world.import_catalogue(CATALOGUE).await;
    let csv = rows(&[
        "good1,g1@example.com,,,,yes,,,",
        ",no.id@example.com,,,,,,,",
        "bad1,not-an-address,,,,,,,",
        "bad2,b2@example.com,,,Mars/Olympus,,,,",
        "bad3,b3@example.com,,,,maybe,,,",
        "bad4,b4@example.com,,english please,,,,,",
        "bad5,b5@example.com,,",
        "good1,again@example.com,,,,no,,,",
        "\"good, 2\",\"g2@example.com\",\"Two \"\"quoted\"\" lines\r\nof a name\",,,,,,",
        "good3,g3@example.com,6\" pipe,zh_CN,asia/shanghai,YES,X,1, true ",
        "",
        "good4,+44 1632 960 142,,,,,,,",
    ]);
    let (summary, bad) = world.import(&csv).await.unwrap();
    let expected = [
        "3 No: an id of 1 to 128 bytes without control characters is expected",
        "4 E-mail: a mail address or a telephone number is expected",
        "5 Zone: an IANA time zone as `Europe/London` is expected",
        "6 Marketing: one of `yes`, `y`, `1`, `true`, `on`, `x`, `no`, `n`, `0`, `false`, `off` is expected",
        "7 Language: a language tag as `en` or `zh-CN` is expected",
        "8 -: it has 4 fields where the header has 9",
        "9 -: the same id stands on line 2 already",
    ];
    assert_eq!(said(&bad), expected);
    assert_eq!((summary.added, summary.known, summary.bad), (4, 0, 7));
    for person in ["good1", "good, 2", "good3", "good4"] {
        world.reader(person).document().await;
    }
    let three = world.reader("good3").document().await;
    assert_eq!(three["subscriber"]["locale"], "zh-CN");
    assert_eq!(three["subscriber"]["time_zone"], "Asia/Shanghai");
    assert_eq!(three["campaigns"][0]["channels"], json!({"email": true, "sms": true}));
    let report = format!("{bad:?}");
    assert!(!report.contains('@') && !report.contains("not-an-address"), "{report}");
}

#[tokio::test]
async fn a_broken_quote_does_not_swallow_the_rows_after_it() {
    // A parser that takes quotes at their word reads everything behind it as one field.
    for broken in [
        "bad,\"b@example.com,,,,,,,",
        "\"bad,b@example.com,,,,,,,",
        "bad,\"b@example.com\" x,,,,,,,",
        "bad,b@example.com,\"Smith, John,,,,,,",
    ] {
        for closed_later in ["", "q,q@example.com,\"Quoted, too\",,,,,,"] {
            let world = World::empty().await;
            world.import_catalogue(CATALOGUE).await;
            let csv = rows(&[
                "a,a@example.com,,,,,,,",
                broken,
                "b,b@example.com,,,,,,,",
                closed_later,
                "c,c@example.com,,,,,,,",
            ]);
            let (summary, bad) = world.import(&csv).await.unwrap();
            assert_eq!(said(&bad), ["3 -: a quote is opened and not closed"], "{broken}");
            assert_eq!(summary.added, if closed_later.is_empty() { 3 } else { 4 }, "{broken}");
        }
    }
}

#[tokio::test]
async fn a_broken_quote_deep_in_a_large_file_costs_one_row() {
    let world = World::empty().await;
    world.import_catalogue(CATALOGUE).await;
    let mut csv = format!("{HEADER}\n");
    for n in 0..3_000 {
        let quote = if n == 1_234 { "\"" } else { "" };
        csv += &format!("p{n},{quote}p{n}@example.com,,,,,,,\n");
    }
    let (summary, bad) = world.import(&csv).await.unwrap();
    assert_eq!(said(&bad), ["1236 -: a quote is opened and not closed"]);
    assert_eq!(summary.added, 2_999);
}

#[tokio::test]
async fn bytes_that_are_not_utf8_are_a_bad_row() {
    let world = World::empty().await;
    world.import_catalogue(CATALOGUE).await;
    let mut csv = b"\xef\xbb\xbf".to_vec();
    csv.extend(
        rows(&[
            "a,a@example.com,Zo\u{eb},,,,,,",
            "b,b@example.com,NAME,,,,,,",
            "c,c@example.com,李,,,,,,",
        ])
        .into_bytes(),
    );
    let at = csv.windows(4).position(|four| four == b"NAME").unwrap();
    csv[at] = 0xe9;
    let (summary, bad) = world.import_bytes(MAPPING, csv).await.unwrap();
    assert_eq!(said(&bad), ["3 Name: it has bytes that are not UTF-8"]);
    assert_eq!(summary.added, 2);
}

#[tokio::test]
async fn a_file_in_another_encoding_is_refused_and_nothing_goes_in() {
    let world = World::empty().await;
    world.import_catalogue(CATALOGUE).await;
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(rows(&["a,a@example.com,,,,,,,"]).encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let line = |n: usize, name: &[u8]| {
        [format!("g{n},g{n}@example.com,").as_bytes(), name, b",,,,,,\n"].concat()
    };
    let in_names = |name: &[u8]| {
        [format!("{HEADER}\n").into_bytes(), line(1, name), line(2, name), line(3, name)].concat()
    };
    for (csv, encoding) in [
        (utf16, Encoding::Utf16),
        (in_names(b"\xc0\xee\xc3\xf7"), Encoding::Gb18030),
        (in_names(b"Ren\xe9e"), Encoding::OneByte),
    ] {
        let error = world.import_bytes(MAPPING, csv).await.unwrap_err();
        assert!(
            matches!(error, ImportError::WrongEncoding { encoding: found, .. } if found == encoding),
            "{error}"
        );
        assert!(error.to_string().contains("UTF-8 is expected"), "{error}");
    }
    world.reader("g1").read().await.refused(404, "subscriber_unknown", None);
}

#[tokio::test]
async fn a_column_that_is_not_there_is_named_with_those_that_are() {
    let world = World::start().await;
    let said = |csv: &str| {
        let csv = csv.to_owned();
        let world = &world;
        async move { world.import(&csv).await.unwrap_err().to_string() }
    };
    let semicolons = said("No;E-mail;Name\n").await;
    assert!(
        semicolons.contains("people.csv") && semicolons.contains("`No;E-mail;Name`"),
        "{semicolons}"
    );
    let missing = said(&HEADER.replace("Zone", "Timezone")).await;
    assert!(
        missing.contains("`Zone`")
            && missing.contains("columns.time_zone")
            && missing.contains("`Timezone`"),
        "{missing}"
    );
    let twice = said(&HEADER.replace("Name", "No")).await;
    assert!(twice.contains("`No` stands twice"), "{twice}");
    let empty = said("").await;
    assert!(empty.contains("the file is empty"), "{empty}");

    let headless = said(PEOPLE.split_once('\n').unwrap().1).await;
    assert!(
        headless.contains("a header is expected") && !headless.contains("private"),
        "{headless}"
    );

    let other = MAPPING.replace("spring-sale", "summer-sale");
    let unknown = world.import_bytes(&other, HEADER.into()).await.unwrap_err().to_string();
    assert!(unknown.contains("campaigns.summer-sale"), "{unknown}");
    let other = MAPPING.replace("sms = \"Sale by SMS\"", "post = \"Sale by SMS\"");
    let unknown = world.import_bytes(&other, HEADER.into()).await.unwrap_err().to_string();
    assert!(unknown.contains("campaigns.spring-sale.post"), "{unknown}");
}

#[tokio::test]
async fn a_second_import_never_turns_on_what_somebody_turned_off() {
    let world = World::start().await;
    let reader = world.reader("ann");
    let wishes = json!({"subscribed": false, "channels": {"sms": false},
        "campaigns": {"spring-sale": {"channels": {"email": false}}, "news": {"channels": {"email": false}}}});
    assert_eq!(reader.wish(wishes).await.changed().len(), 4);
    let before = reader.document().await;
    let lines = world.lines("ann").await;

    // The CRM's columns still say yes to all; the name and the zone moved on.
    let csv = rows(&["ann,ann.private@example.com,Ann Newname,en-GB,Europe/Paris,yes,yes,yes,yes"]);
    let (summary, _) = world.import(&csv).await.unwrap();
    assert_eq!((summary.added, summary.known), (0, 1));
    let after = reader.document().await;
    assert_eq!(after["subscriber"]["time_zone"], "Europe/Paris");
    for part in ["subscribed", "channels", "campaigns"] {
        assert_eq!(after[part], before[part], "the import changed {part}");
    }
    assert_eq!(world.lines("ann").await, lines, "it decided nothing, so it is not in the record");
}

#[tokio::test]
async fn a_later_import_fills_in_what_was_never_decided() {
    let world = World::start().await;
    let lines = world.lines("new").await;
    let csv = rows(&["new,new.private@example.com,,,,,,yes,"]);
    world.import(&csv).await.unwrap();
    let document = world.reader("new").document().await;
    assert_eq!(document["campaigns"][0]["channels"], json!({"email": true, "sms": false}));
    assert_eq!(world.lines("new").await, lines + 1);
    world.import(&csv).await.unwrap();
    assert_eq!(world.lines("new").await, lines + 1, "the same file again decides nothing");
}

#[tokio::test]
async fn a_crm_is_heard_when_it_turns_down_what_it_told_before_and_nobody_chose_since() {
    // Somebody who has never opened the page called, and was unsubscribed in the CRM.
    let world = World::start().await;
    let lines = world.lines("ann").await;
    let down = rows(&["ann,ann.private@example.com,,en-GB,Europe/London,no,no,yes,no"]);
    world.import(&down).await.unwrap();
    let document = world.reader("ann").document().await;
    assert_eq!(
        (&document["subscribed"], &document["channels"][1]["on"]),
        (&json!(false), &json!(false))
    );
    assert_eq!(document["campaigns"][0]["channels"], json!({"email": true, "sms": false}));
    assert_eq!(world.lines("ann").await, lines + 1, "it is in the record");
    world.import(PEOPLE).await.unwrap();
    let after = world.reader("ann").document().await;
    assert_eq!(after["subscribed"], false, "and it never turns anything up again");

    // Once there is a choice of their own, the CRM's column is only older than it.
    world
        .reader("ann")
        .wish(json!({"subscribed": true, "channels": {"sms": true}}))
        .await
        .changed();
    world.import(&down).await.unwrap();
    assert_eq!(world.reader("ann").document().await["subscribed"], true);
    assert_eq!(world.store().verify(|_| {}).await.unwrap().different, []);
}

#[tokio::test]
async fn choices_about_a_campaign_that_went_away_hold_when_it_comes_back() {
    let world = World::start().await;
    let reader = world.reader("ann");
    reader.wish(json!({"campaigns": {"news": {"channels": {"email": false}}}})).await;
    world.import_catalogue(&CATALOGUE.replace("id = \"news\"", "id = \"other\"")).await;
    let gone = reader.wish(json!({"campaigns": {"news": {"channels": {"email": true}}}})).await;
    gone.refused(422, "unknown_campaign", Some("/set/campaigns/news/channels/email"));
    world.import_catalogue(CATALOGUE).await;
    assert_eq!(reader.document().await["campaigns"][1]["channels"]["email"], false);
}

#[track_caller]
#[tokio::test]
async fn a_column_says_when_a_campaign_was_last_sent() {
    let world = World::empty().await;
    world.import_catalogue(CATALOGUE).await;
    let mapping = "[columns]\nid = \"No\"\naddress = \"E-mail\"\ntime_zone = \"Zone\"\n\
                   [last_sent]\nspring-sale = \"Sale sent\"\nnews = \"News sent\"";
    let people = |rows: &str| format!("No,E-mail,Zone,Sale sent,News sent\n{rows}").into_bytes();
    let sent = async |person: &str| {
        let document = world.reader(person).document().await;
        let day = |at: usize| document["campaigns"][at]["last_sent"].as_str().map(String::from);
        (day(0), day(1))
    };
    let day = |text: &str| Some(text.to_owned());

    let first = people(
        "ann,ann@example.com,Europe/London,2026-11-18,2026-11-02T23:30:00Z\n\
         wei,wei@example.com,Asia/Shanghai,,2026-11-02T23:30:00Z\n\
         bad,bad@example.com,,18/11/2026,\n",
    );
    let (summary, bad) = world.import_bytes(mapping, first).await.unwrap();
    assert_eq!((summary.added, summary.bad), (2, 1));
    assert_eq!(
        said(&bad),
        ["4 Sale sent: a day as `2026-11-18`, or a moment in UTC as `2026-11-18T23:30:00Z`, is \
          expected"]
    );
    assert_eq!(sent("ann").await, (day("2026-11-18"), day("2026-11-02")));
    assert_eq!(sent("wei").await, (None, day("2026-11-03")), "it was the next day in Shanghai");

    // A cell that is empty says nothing, and a file that does not have the column neither.
    let before = world.reader("ann").document().await["revision"].clone();
    let second = people("ann,ann@example.com,Europe/London,2026-11-21,\n");
    world.import_bytes(mapping, second).await.unwrap();
    assert_eq!(sent("ann").await, (day("2026-11-21"), day("2026-11-02")));
    assert_ne!(world.reader("ann").document().await["revision"], before);
    world.import(PEOPLE).await.unwrap();
    assert_eq!(sent("ann").await, (day("2026-11-21"), day("2026-11-02")));

    let wrong = mapping.replace("news =", "nonsense =");
    let error = world.import_bytes(&wrong, people("")).await.unwrap_err().to_string();
    assert!(error.contains("`last_sent.nonsense` is not a campaign of the catalogue"), "{error}");
}

fn wrong(change: (&str, &str), said: &str) {
    let text = CATALOGUE.replacen(change.0, change.1, 1);
    assert_ne!(text, CATALOGUE, "the test changes nothing");
    let mistakes = Catalogue::parse(&text).unwrap_err().join("\n");
    assert!(mistakes.contains(said), "`{said}` is not in: {mistakes}");
}

#[test]
fn a_mistake_in_a_catalogue_is_said_with_its_key() {
    wrong(
        ("[\"email\", \"sms\"]", "[\"email\", \"fax\"]"),
        "`campaigns[0].channels[1]`: there is no channel `fax`; there are `email`, `sms`, `post`",
    );
    wrong(
        ("id = \"news\"", "id = \"spring-sale\""),
        "`campaigns[1].id`: `spring-sale` stands twice",
    );
    wrong(
        ("ends = \"2027-02-28\"", "ends = \"2026-11-30\""),
        "`campaigns[3].ends`: it ends on 2026-11-30, before it starts on 2026-12-01",
    );
    wrong(("ends = \"2027-02-28\"", "ends = \"2027-02-29\""), "campaigns[3].ends");
    wrong(
        ("group = \"offers\"", "group = \"offer\""),
        "`campaigns[0].group`: there is no group `offer`; there are `offers`",
    );
    wrong(
        ("default = [\"email\"]", "default = [\"sms\"]"),
        "`campaigns[1].default[0]`: `sms` is not among this campaign's channels",
    );
    wrong(("label = \"News\"", "label = \" \""), "`campaigns[1].label`");
    wrong(("About twice a month", ""), "`campaigns[0].rhythm`");
    wrong(("[\"export\", \"erase\"]", "[\"export\", \"export\"]"), "`requests.offered`");
    wrong(("[\"export\", \"erase\"]", "[\"pause\"]"), "requests.offered");
    wrong(("label = \"News\"", "label = 7"), "campaigns[1].label");
    wrong(("label = \"News\"", "lable = \"News\""), "lable");
    wrong(("id = \"sms\"", "id = \"text message\""), "channels[1].id");
    wrong(("https://larkfield.example/privacy", "javascript:alert(1)"), "`sender.privacy`");
    wrong(
        ("https://larkfield.example/privacy", "https://larkfield.example/{x}"),
        "`sender.privacy`",
    );
    wrong(("care@larkfield.example", "care"), "`sender.support.email`");
    wrong(("days_max = 90", "days_max = 0"), "`pauses.days_max`");
    wrong(("status = \"cancelled\"", "status = \"canceled\""), "campaigns[4].status");
    wrong(("[[channels]]", "[[chanels]]"), "chanels");
    wrong(("[sender]", "[sender"), "line 2: it is not TOML");
    let two = CATALOGUE
        .replace("\"offers\"\nchannels", "\"x\"\nchannels")
        .replace("days_max = 90", "days_max = 0");
    assert_eq!(Catalogue::parse(&two).unwrap_err().len(), 2, "every mistake is said at once");
}

#[test]
fn a_mistake_in_a_mapping_is_said_with_its_key() {
    for (change, said) in [
        (("id = \"No\"\n", ""), "id"),
        (("[columns]", "[collumns]"), "collumns"),
        (("[channels]", "[file]\ndelimiter = \"::\"\n[channels]"), "`file.delimiter`"),
        (("[channels]", "[defaults]\nlocale = \"English (UK)\"\n[channels]"), "`defaults.locale`"),
        (("[channels]", "[defaults]\ntime_zone = \"Nowhere\"\n[channels]"), "`defaults.time_zone`"),
        (("[channels]", "[values]\non = [\"yes\", \"\"]\n[channels]"), "`values.on`"),
        (
            ("[channels]", "[values]\non = [\"x\"]\noff = [\"X\"]\n[channels]"),
            "`values`: `x` stands for both",
        ),
    ] {
        let wrong = Mapping::parse(&MAPPING.replacen(change.0, change.1, 1)).map(drop).unwrap_err();
        assert!(wrong.contains(said), "`{said}` is not in: {wrong}");
    }
}
