//! WebAssembly without what a browser does not read.

use anyhow::{Result, anyhow};

/// The same code without custom sections: names, producers, features.
pub(super) fn without_custom_sections(wasm: &[u8]) -> Result<Vec<u8>> {
    const HEADER: usize = 8;
    let cut_short = || anyhow!("the WebAssembly is cut short");
    let mut kept = wasm.get(..HEADER).ok_or_else(cut_short)?.to_vec();
    let mut rest = &wasm[HEADER..];
    while let Some(kind) = rest.first() {
        let (length, digits) = length(&rest[1..]).ok_or_else(cut_short)?;
        let section = rest.get(..1 + digits + length).ok_or_else(cut_short)?;
        if *kind != 0 {
            kept.extend_from_slice(section);
        }
        rest = &rest[section.len()..];
    }
    Ok(kept)
}

/// A number as WebAssembly writes it, and how many bytes it takes.
fn length(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut value = 0;
    for (index, byte) in bytes.iter().enumerate().take(5) {
        value |= usize::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((value, index + 1));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn custom_sections_go_and_the_others_stay_as_they_are() {
        let header = b"\0asm\x01\0\0\0";
        let code = [10, 2, 1, 0];
        let name = [0, 5, 4, b'n', b'a', b'm', b'e'];
        // A length of two bytes: 130.
        let long = [&[11, 0x82, 0x01][..], &[7; 130]].concat();
        let wasm = [&header[..], &name, &code, &name, &long].concat();

        let stripped = without_custom_sections(&wasm).expect("it is whole");

        assert_eq!(stripped, [&header[..], &code, &long].concat());
        assert!(without_custom_sections(&wasm[..wasm.len() - 1]).is_err());
    }
}
