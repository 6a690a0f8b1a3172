//! Records of a CSV file (RFC 4180), one at a time, that survive a broken quote.
//!
//! A parser that takes quotes at their word reads a file whose line 17 opens one and never
//! closes it as one record from there to the end, and says nothing. This one gives a record a
//! bound, reports line 17, and goes on with line 18.

use std::collections::VecDeque;
use std::io::{self, BufRead, Read};

use super::BadRow;

/// The most lines that one record may span.
const LINES_MAX: usize = 100;

/// The most bytes that one line may have.
const LINE_MAX: usize = 1024 * 1024;

/// The fields of a record, as they stand in the file.
pub(super) type Fields = Vec<Vec<u8>>;

pub(super) struct Records<R> {
    input: R,
    delimiter: u8,
    /// How many fields the header has.
    columns: usize,
    /// The line that was read last.
    line: u64,
    bytes: u64,
    /// Lines that were read ahead for a record that turned out not to be one.
    pending: VecDeque<(u64, Vec<u8>)>,
}

enum Parsed {
    Whole(Fields),
    /// A quote is open at the end.
    Open,
    /// Something other than a delimiter follows a quote that closes.
    Broken,
}

const BROKEN_QUOTE: &str = "a quote is opened and not closed";

impl<R: BufRead> Records<R> {
    pub(super) fn new(input: R, delimiter: u8) -> Self {
        Self { input, delimiter, columns: 0, line: 0, bytes: 0, pending: VecDeque::new() }
    }

    /// How many bytes were read.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The names of the columns; none if the file is empty or its first line cannot be read.
    pub(super) fn header(&mut self) -> io::Result<Vec<String>> {
        let Some((_, line)) = self.next_line()? else {
            return Ok(Vec::new());
        };
        let Parsed::Whole(fields) = parse(&line, self.delimiter) else {
            return Ok(Vec::new());
        };
        self.columns = fields.len();
        let name = |field: &Vec<u8>| String::from_utf8_lossy(field).trim().to_owned();
        Ok(fields.iter().map(name).collect())
    }

    /// The next record and its line, or why it is none; `None` at the end of the file.
    pub(super) fn next(&mut self) -> io::Result<Option<Result<(u64, Fields), BadRow>>> {
        let Some((first, mut text)) = self.next_line()? else {
            return Ok(None);
        };
        let bad = |reason: String| BadRow { line: first, column: None, reason };
        if text.len() >= LINE_MAX {
            return Ok(Some(Err(bad(format!("a line has {LINE_MAX} bytes or more")))));
        }
        let mut further: Vec<(u64, Vec<u8>)> = Vec::new();
        let parsed = loop {
            match parse(&text, self.delimiter) {
                Parsed::Open if further.len() + 1 < LINES_MAX && text.len() < LINE_MAX => {
                    let Some((line, more)) = self.next_line_or_blank()? else {
                        break Parsed::Open;
                    };
                    text.push(b'\n');
                    text.extend_from_slice(&more);
                    further.push((line, more));
                }
                parsed => break parsed,
            }
        };
        let broken = match parsed {
            Parsed::Whole(fields) if fields.len() == self.columns => {
                return Ok(Some(Ok((first, fields))));
            }
            Parsed::Whole(fields) if further.is_empty() => {
                let (found, expected) = (fields.len(), self.columns);
                let reason = format!("it has {found} fields where the header has {expected}");
                return Ok(Some(Err(bad(reason))));
            }
            // Over several lines, a wrong number of fields comes from a quote that was closed
            // by one that belonged to a later row.
            Parsed::Whole(_) | Parsed::Open | Parsed::Broken => bad(BROKEN_QUOTE.into()),
        };
        for line in further.into_iter().rev() {
            self.pending.push_front(line);
        }
        Ok(Some(Err(broken)))
    }

    /// The next line that is not empty.
    fn next_line(&mut self) -> io::Result<Option<(u64, Vec<u8>)>> {
        while let Some((number, line)) = self.next_line_or_blank()? {
            if !line.is_empty() {
                return Ok(Some((number, line)));
            }
        }
        Ok(None)
    }

    /// The next line, without its end. Of a line that is too long, the rest is left out.
    fn next_line_or_blank(&mut self) -> io::Result<Option<(u64, Vec<u8>)>> {
        if let Some(line) = self.pending.pop_front() {
            return Ok(Some(line));
        }
        let mut line = Vec::new();
        let limit = LINE_MAX as u64;
        let mut read = self.input.by_ref().take(limit).read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(None);
        }
        if read == LINE_MAX && !line.ends_with(b"\n") {
            read += skip_line(&mut self.input)?;
        }
        self.bytes += read as u64;
        self.line += 1;
        if line.ends_with(b"\n") {
            line.pop();
        }
        if line.ends_with(b"\r") {
            line.pop();
        }
        Ok(Some((self.line, line)))
    }
}

fn skip_line(input: &mut impl BufRead) -> io::Result<usize> {
    let mut skipped = 0;
    loop {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            return Ok(skipped);
        }
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let taken = end.map_or(buffer.len(), |at| at + 1);
        input.consume(taken);
        skipped += taken;
        if end.is_some() {
            return Ok(skipped);
        }
    }
}

/// A quote within a field that does not begin with one is an inch mark, and stays.
fn parse(text: &[u8], delimiter: u8) -> Parsed {
    let mut fields = Fields::new();
    let mut rest = text;
    loop {
        let mut field = Vec::new();
        if let Some(quoted) = rest.strip_prefix(b"\"") {
            rest = quoted;
            loop {
                let Some(at) = rest.iter().position(|byte| *byte == b'"') else {
                    return Parsed::Open;
                };
                field.extend_from_slice(&rest[..at]);
                rest = &rest[at + 1..];
                let Some(doubled) = rest.strip_prefix(b"\"") else {
                    break;
                };
                field.push(b'"');
                rest = doubled;
            }
            if rest.first().is_some_and(|byte| *byte != delimiter) {
                return Parsed::Broken;
            }
        } else {
            let end = rest.iter().position(|byte| *byte == delimiter);
            let end = end.unwrap_or(rest.len());
            field.extend_from_slice(&rest[..end]);
            rest = &rest[end..];
        }
        fields.push(field);
        match rest.split_first() {
            Some((_, after)) => rest = after,
            None => return Parsed::Whole(fields),
        }
    }
}
