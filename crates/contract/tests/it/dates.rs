//! Days and moments, against jiff's.

use proptest::prelude::*;
use sordino_contract::{Date, Timestamp};

proptest! {
    #[test]
    fn days_are_counted_as_jiff_counts_them(days in -719_162..2_932_896_i32) {
        let ours = Date::from_days_since_epoch(days).unwrap();
        let epoch = jiff::civil::date(1970, 1, 1);
        let theirs = epoch.checked_add(jiff::Span::new().days(days)).unwrap();
        prop_assert_eq!(ours.to_string(), theirs.to_string());
        prop_assert_eq!(ours.days_since_epoch(), days);
        prop_assert_eq!(ours.to_string().parse::<Date>().unwrap(), ours);
    }

    #[test]
    fn moments_are_written_as_jiff_reads_them(millis in -62_135_596_800_000..253_402_207_200_000_i64) {
        let ours = Timestamp::from_millis(millis);
        let theirs: jiff::Timestamp = ours.to_string().parse().unwrap();
        prop_assert_eq!(theirs.as_millisecond(), millis);
        prop_assert_eq!(ours.to_string().parse::<Timestamp>().unwrap(), ours);
    }

    #[test]
    fn no_text_makes_the_readers_panic(text in any::<String>()) {
        let _ = (text.parse::<Date>(), text.parse::<Timestamp>());
    }
}

#[test]
fn days_that_are_not_are_refused() {
    for text in [
        "2026-02-29",
        "2100-02-29",
        "2026-13-01",
        "2026-00-10",
        "2026-04-31",
        "0000-01-01",
        "2026-1-1",
        "20260101",
        "2026-12-31 ",
        "+026-12-31",
        "2026-12-3١",
        "",
    ] {
        let error = text.parse::<Date>().expect_err(text).to_string();
        assert!(error.contains("must be written as `2026-12-31`"), "{error}");
    }
    assert!("2028-02-29".parse::<Date>().is_ok());
    assert!("2000-02-29".parse::<Date>().is_ok());
}

#[test]
fn moments_are_utc_and_keep_milliseconds() {
    let millis = |text: &str| text.parse::<Timestamp>().map(Timestamp::as_millis);
    assert_eq!(millis("1970-01-01T00:00:01Z"), Ok(1_000));
    assert_eq!(millis("1970-01-01T00:00:00.5Z"), Ok(500));
    assert_eq!(millis("1970-01-01T00:00:00.123456789Z"), Ok(123));
    assert_eq!(millis("1970-01-01t00:00:00.050z"), Ok(50));
    assert_eq!(millis("2016-12-31T23:59:60Z"), millis("2017-01-01T00:00:00Z"));
    for text in [
        "2026-11-21T20:15:00",
        "2026-11-21T20:15:00+08:00",
        "2026-11-21 20:15:00Z",
        "2026-11-21T24:00:00Z",
        "2026-11-21T20:60:00Z",
        "2026-11-21T20:15:00.Z",
        "2026-11-21",
    ] {
        let error = text.parse::<Timestamp>().expect_err(text).to_string();
        assert!(error.contains("RFC 3339 in UTC"), "{error}");
    }
}
