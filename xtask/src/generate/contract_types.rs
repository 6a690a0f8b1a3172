//! TypeScript types of the contract's answers, from their JSON Schema.

use std::fmt::Write;

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value};

/// The file that is generated.
pub(super) const FILE: &str = "npm/contract.d.ts";

/// The types: each definition of the schema by its name, and the schema itself as `root`; and the
/// codes of refusals, from the table of them.
pub(super) fn types(root: &str, schema: &str, problems: &str) -> Result<String> {
    let schema: Value = serde_json::from_str(schema).context("the schema is no JSON")?;
    let definitions = schema["$defs"].as_object().context("the schema defines nothing")?;
    let mut text = String::new();
    declare(&mut text, root, &schema)?;
    for (name, definition) in definitions {
        declare(&mut text, name, definition).with_context(|| format!("`{name}` of the schema"))?;
    }
    let codes: Vec<_> = problems.lines().filter_map(code).collect();
    if codes.is_empty() {
        bail!("the table of refusals has no code");
    }
    let known: String = codes.iter().map(|code| format!("\n  | '{code}'")).collect();
    doc(&mut text, "", Some("Why a request was refused. The list may grow."));
    writeln!(text, "export type ProblemCode ={known}\n  | (string & {{}})")?;
    Ok(text)
}

/// `required` from the row ``| `required` | 422 | … |``.
fn code(row: &str) -> Option<&str> {
    let (code, _) = row.strip_prefix("| `")?.split_once("` |")?;
    Some(code)
}

fn declare(text: &mut String, name: &str, schema: &Value) -> Result<()> {
    doc(text, "", schema["description"].as_str());
    match schema["properties"].as_object() {
        Some(members) => {
            writeln!(text, "export interface {name} {}\n", object(schema, members, "")?)?
        }
        None => writeln!(text, "export type {name} = {}\n", kind(schema, "")?)?,
    }
    Ok(())
}

fn object(schema: &Value, members: &Map<String, Value>, indent: &str) -> Result<String> {
    let inner = format!("{indent}  ");
    let required = |name: &str| {
        let all = schema["required"].as_array();
        all.is_some_and(|all| all.iter().any(|it| it == name))
    };
    let mut text = String::from("{\n");
    for (name, member) in members {
        doc(&mut text, &inner, member["description"].as_str());
        let optional = if required(name) { "" } else { "?" };
        let kind = kind(member, &inner).with_context(|| format!("the member `{name}`"))?;
        writeln!(text, "{inner}{name}{optional}: {kind}")?;
    }
    text += indent;
    text.push('}');
    Ok(text)
}

/// A schema as a type. What it says beyond TypeScript's means, as a pattern, is left out.
fn kind(schema: &Value, indent: &str) -> Result<String> {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.strip_prefix("#/$defs/");
        return Ok(name.with_context(|| format!("`{reference}` leads elsewhere"))?.to_owned());
    }
    if let Some(text) = schema["const"].as_str() {
        return Ok(format!("'{text}'"));
    }
    if let Some(any) = schema["anyOf"].as_array().or(schema["oneOf"].as_array()) {
        let kinds = any.iter().map(|one| kind(one, indent)).collect::<Result<Vec<_>>>()?;
        return Ok(kinds.join(" | "));
    }
    match &schema["type"] {
        Value::Array(names) => {
            let names = names.iter().map(|name| named(schema, name.as_str(), indent));
            Ok(names.collect::<Result<Vec<_>>>()?.join(" | "))
        }
        name => named(schema, name.as_str(), indent),
    }
}

fn named(schema: &Value, name: Option<&str>, indent: &str) -> Result<String> {
    Ok(match name {
        Some("string") => "string".into(),
        Some("integer" | "number") => "number".into(),
        Some("boolean") => "boolean".into(),
        Some("null") => "null".into(),
        Some("array") => {
            let items = kind(&schema["items"], indent)?;
            if items.contains(' ') { format!("({items})[]") } else { format!("{items}[]") }
        }
        Some("object") => match (schema["properties"].as_object(), &schema["additionalProperties"])
        {
            (Some(members), _) => object(schema, members, indent)?,
            (None, Value::Object(_)) => {
                let values = kind(&schema["additionalProperties"], indent)?;
                let keys = match &schema["propertyNames"] {
                    Value::Object(_) => kind(&schema["propertyNames"], indent)?,
                    _ => "string".into(),
                };
                format!("Record<{keys}, {values}>")
            }
            _ => bail!("an object that does not say what it holds"),
        },
        other => bail!("the type {other:?} has no counterpart in TypeScript"),
    })
}

/// A description as a doc comment.
pub(super) fn doc(text: &mut String, indent: &str, about: Option<&str>) {
    let Some(about) = about else { return };
    // The end of a comment cannot stand in one.
    let about = about.replace("*/", "*\u{200b}/");
    let lines: Vec<_> = about.lines().collect();
    match lines.as_slice() {
        [line] => *text += &format!("{indent}/** {line} */\n"),
        lines => {
            *text += &format!("{indent}/**\n");
            for line in lines {
                *text += format!("{indent} * {line}").trim_end();
                text.push('\n');
            }
            *text += &format!("{indent} */\n");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[track_caller]
    fn check(schema: Value, expected: &str) {
        assert_eq!(kind(&schema, "").unwrap(), expected);
    }

    #[test]
    fn each_schema_of_the_contract_has_a_type() {
        check(json!({ "$ref": "#/$defs/Date" }), "Date");
        check(json!({ "type": "string", "const": "1" }), "'1'");
        check(json!({ "type": ["integer", "null"], "minimum": 1 }), "number | null");
        check(json!({ "anyOf": [{ "$ref": "#/$defs/Date" }, { "type": "null" }] }), "Date | null");
        check(json!({ "type": "array", "items": { "type": "string" } }), "string[]");
        let either = json!({ "oneOf": [{ "const": "a" }, { "const": "b" }] });
        check(json!({ "type": "array", "items": either }), "('a' | 'b')[]");
        check(
            json!({ "type": "object", "propertyNames": { "$ref": "#/$defs/ChannelId" },
                "additionalProperties": { "type": "boolean" } }),
            "Record<ChannelId, boolean>",
        );
        check(
            json!({ "type": "object", "required": ["id"], "properties": {
                "id": { "type": "string", "description": "Its id." },
                "label": { "type": "string" } } }),
            "{\n  /** Its id. */\n  id: string\n  label?: string\n}",
        );
    }

    #[test]
    fn what_has_no_type_is_an_error() {
        for schema in [json!({ "type": "file" }), json!({}), json!({ "type": "object" })] {
            assert!(kind(&schema, "").is_err(), "{schema}");
        }
    }

    #[test]
    fn the_codes_are_those_of_the_table() {
        let schema = json!({ "type": "object", "properties": {}, "$defs": {} }).to_string();
        let table = "| code | status |\n| --- | --- |\n| `required` | 422 |\n| `gone` | 410 |\n";

        let text = types("Answer", &schema, table).unwrap();

        assert!(text.ends_with("ProblemCode =\n  | 'required'\n  | 'gone'\n  | (string & {})\n"));
        assert!(types("Answer", &schema, "no table").is_err());
    }
}
