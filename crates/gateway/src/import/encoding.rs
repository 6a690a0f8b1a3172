//! Whether a file is UTF-8, looked at before anything of it is taken.

use std::fmt;
use std::io::{self, BufRead};

/// How many bytes are looked at.
pub(super) const LOOK: usize = 256 * 1024;

/// What a file looks like that is not UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-16.
    Utf16,
    /// GB18030, or the GBK and GB 2312 in it.
    Gb18030,
    /// Windows-1252, ISO 8859 or another with one byte for each character.
    OneByte,
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Utf16 => "UTF-16 (Excel calls it Unicode text)",
            Self::Gb18030 => "GB18030 or GBK",
            Self::OneByte => "Windows-1252 or another encoding with one byte a character",
        })
    }
}

/// Takes the mark off that some programs put before UTF-8, and answers what the file looks like
/// if it is not UTF-8.
///
/// A line that is not UTF-8 among many that are is a bad row. A file in which they are the
/// rule was saved in another encoding, and reading it would spoil every name.
pub(super) fn check(input: &mut impl BufRead) -> io::Result<Option<Encoding>> {
    let look = input.fill_buf()?;
    if look.starts_with(&[0xff, 0xfe]) || look.starts_with(&[0xfe, 0xff]) {
        return Ok(Some(Encoding::Utf16));
    }
    let zeros = look.iter().take(1_000).filter(|byte| **byte == 0).count();
    if zeros * 4 > look.len().min(1_000) {
        return Ok(Some(Encoding::Utf16));
    }
    if look.starts_with(&[0xef, 0xbb, 0xbf]) {
        input.consume(3);
        return Ok(None);
    }
    let (mut good, mut bad) = (0_usize, Vec::new());
    let mut lines = look.split(|byte| *byte == b'\n').peekable();
    let mut header_bad = false;
    let mut first = true;
    while let Some(line) = lines.next() {
        // What is looked at may end in the middle of a character.
        let cut_off = lines.peek().is_none() && !first;
        if !line.is_ascii() && !cut_off {
            match std::str::from_utf8(line) {
                Ok(_) => good += 1,
                Err(_) => {
                    header_bad |= first;
                    bad.push(line);
                }
            }
        }
        first = false;
    }
    if header_bad || bad.len() > 2 && bad.len() > good {
        let chinese = bad.iter().all(|line| is_gb18030(line));
        return Ok(Some(if chinese { Encoding::Gb18030 } else { Encoding::OneByte }));
    }
    Ok(None)
}

/// Whether the bytes outside ASCII come in the pairs and fours of GB18030.
///
/// `ée` is a pair as well, of a rare character: in Chinese the second byte of most is outside
/// ASCII, too.
fn is_gb18030(line: &[u8]) -> bool {
    let (mut at, mut common, mut rare) = (0, 0_usize, 0_usize);
    while at < line.len() {
        let next = |further: usize| line.get(at + further).copied().unwrap_or(0);
        at += match (line[at], next(1)) {
            (..=0x7f, _) => 1,
            (0x81..=0xfe, 0x80..=0xfe) => {
                common += 1;
                2
            }
            (0x81..=0xfe, 0x40..=0x7e) => {
                rare += 1;
                2
            }
            (0x81..=0xfe, 0x30..=0x39)
                if matches!((next(2), next(3)), (0x81..=0xfe, 0x30..=0x39)) =>
            {
                4
            }
            _ => return false,
        };
    }
    common >= rare
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_bytes(bytes: &[u8], expected: Option<Encoding>) {
        let found = check(&mut io::BufReader::with_capacity(LOOK, bytes)).unwrap();
        assert_eq!(found, expected, "{bytes:?}");
    }

    #[test]
    fn a_file_in_another_encoding_is_named() {
        check_bytes(b"id,name\n1,Zo\xc3\xab\n", None);
        check_bytes(b"\xef\xbb\xbfid,name\n", None);
        check_bytes(b"\xff\xfei\0d\0", Some(Encoding::Utf16));
        check_bytes(b"i\0d\0,\0n\0", Some(Encoding::Utf16));
        check_bytes(b"id,name\n1,\xc0\xee\n2,\xc3\xfb\n3,\xc0\xee\n", Some(Encoding::Gb18030));
        check_bytes(b"id,pr\xe9nom\n", Some(Encoding::OneByte));
        check_bytes(b"id,name\n1,Zo\xeb\n2,Andr\xe9,\n3,Ren\xe9e\n", Some(Encoding::OneByte));
        // One line of a file that is UTF-8 otherwise is a bad row, not a bad file.
        check_bytes(b"id,name\n1,Zo\xeb\n2,Andr\xc3\xa9\n", None);
    }
}
