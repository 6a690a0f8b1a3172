//! How often a campaign comes: what is shown, asked for, and said of it.

use scraper::ElementRef;
use serde_json::json;
use sordino::Lang;
use sordino::center::{Center, Progress};
use sordino::form::{FormError, Posted, chosen, read};
use sordino::page::Outcome;
use sordino_contract::{
    Answer, Changed, Code, Document, FrequencyId, Power, Receipt, Timestamp, Value, Via, Wishes,
    plan,
};

use crate::support::{Page, document, path, text, wishes};

const SPRING: &str = "/campaigns/spring-sale/frequency";

fn now() -> Timestamp {
    "2026-11-21T20:15:00Z".parse().unwrap()
}

/// A document whose spring sale stands so.
fn set_to(word: Option<&str>) -> Document {
    let mut document = document();
    let frequency = document.campaigns[0].frequency.as_mut().unwrap();
    frequency.now = word.map(|word| word.parse().unwrap());
    document
}

fn select(page: &Page) -> ElementRef<'_> {
    page.one(&format!("select[name='{SPRING}']"))
}

/// Each choice: its value and words, in order, with `*` where it is chosen and `-` where it
/// cannot be.
fn options(page: &Page) -> Vec<String> {
    let all = page.all(&format!("select[name='{SPRING}'] option"));
    all.iter()
        .map(|option| {
            let is = |name, sign| if option.attr(name).is_some() { sign } else { "" };
            format!(
                "{}={}{}{}",
                option.attr("value").unwrap(),
                text(*option),
                is("selected", "*"),
                is("disabled", "-")
            )
        })
        .collect()
}

#[track_caller]
fn check_options(document: Document, lang: Lang, expected: &[&str]) {
    assert_eq!(options(&Page::of(document, None, lang)), expected);
}

#[test]
fn the_senders_own_rhythm_stands_first_and_the_choices_after_it() {
    let own = "=Our usual schedule*";
    check_options(
        set_to(None),
        Lang::En,
        &[own, "every=Each message", "weekly=Weekly", "monthly=Monthly"],
    );
    check_options(
        set_to(Some("weekly")),
        Lang::ZhHans,
        &["=默认频率", "every=每条都发送", "weekly=每周一次*", "monthly=每月一次"],
    );
    let mut daily = set_to(None);
    daily.campaigns[0].frequency.as_mut().unwrap().choices = vec!["daily".parse().unwrap()];
    check_options(daily.clone(), Lang::En, &[own, "daily=Daily"]);
    check_options(daily, Lang::ZhHans, &["=默认频率*", "daily=每天一次"]);
}

#[test]
fn a_choice_of_the_senders_own_is_shown_as_it_is() {
    let mut document = set_to(Some("at.full-moon"));
    let frequency = document.campaigns[0].frequency.as_mut().unwrap();
    frequency.choices = vec!["weekly".parse().unwrap(), "at.full-moon".parse().unwrap()];
    let expected = ["=Our usual schedule", "weekly=Weekly", "at.full-moon=at.full-moon*"];
    check_options(document, Lang::En, &expected);
}

/// To show another choice in its place would be a lie, and to send it would change it.
#[test]
fn what_holds_and_is_offered_no_more_is_shown_and_cannot_be_chosen() {
    let mut document = set_to(Some("weekly"));
    let frequency = document.campaigns[0].frequency.as_mut().unwrap();
    frequency.choices.retain(|choice| choice.as_str() == "monthly");
    let expected = ["=Our usual schedule", "monthly=Monthly", "weekly=Weekly*-"];
    check_options(document, Lang::En, &expected);
}

#[test]
fn only_a_campaign_that_leaves_a_choice_has_one() {
    let page = Page::of(document(), None, Lang::En);
    assert_eq!(page.all("select.frequency-input").len(), 1);
}

#[test]
fn it_is_named_by_its_campaign_and_described_by_how_far_it_got() {
    let page = Page::of(set_to(Some("weekly")), None, Lang::En);
    let select = select(&page);
    assert_eq!(page.named_by(select, "aria-labelledby"), "Spring sale How often");
    assert_eq!(page.named_by(select, "aria-describedby"), "");
    assert_eq!(page.one("label.frequency-label").attr("for"), select.attr("id"));

    let page = Page::of(set_to(Some("monthly")), Some(Outcome::Saved(receipt())), Lang::En);
    let select = self::select(&page);
    assert_eq!(page.named_by(select, "aria-describedby"), "Saved");
}

#[test]
fn what_is_required_may_still_come_less_often() {
    let mut document = set_to(None);
    document.campaigns[0].required = Some("The law asks us to.".into());
    let page = Page::of(document, None, Lang::En);
    assert!(page.switch("/campaigns/spring-sale/channels/email").attr("disabled").is_some());
    assert!(select(&page).attr("disabled").is_none());
}

#[test]
fn a_link_that_only_turns_down_leaves_what_is_no_more_often() {
    let withdraw = |word| Document { power: Power::Withdraw, ..set_to(word) };
    check_options(
        withdraw(None),
        Lang::En,
        &["=Our usual schedule*", "every=Each message", "weekly=Weekly", "monthly=Monthly"],
    );
    check_options(
        withdraw(Some("weekly")),
        Lang::En,
        &["=Our usual schedule-", "every=Each message-", "weekly=Weekly*", "monthly=Monthly"],
    );
    let page = Page::of(withdraw(Some("weekly")), None, Lang::En);
    let why = page.named_by(select(&page), "aria-describedby");
    assert!(why.starts_with("This link can only turn things off or down."), "{why}");
}

/// What the page locks and what a backend would refuse is decided in one place.
#[test]
fn what_is_locked_is_what_would_be_refused() {
    for was in [None, Some("every"), Some("weekly"), Some("monthly")] {
        let document = Document { power: Power::Withdraw, ..set_to(was) };
        let page = Page::of(document.clone(), None, Lang::En);
        for option in page.all(".frequency-input option") {
            let word = option.attr("value").unwrap();
            let mut wish = Wishes::default();
            wish.want(&path(SPRING), &chosen(word));
            let refused = plan(&document, &wish, now(), |_| None).is_err();
            assert_eq!(option.attr("disabled").is_some(), refused, "{was:?} to {word}");
        }
    }
}

fn receipt() -> Receipt {
    let changed = Changed {
        path: path(SPRING),
        was: Value::Text("weekly".into()),
        is: Value::Text("monthly".into()),
    };
    let id = "019738a2-5f1c-7c3e-9d55-0d4ae2f2b6a1".parse().unwrap();
    Receipt { id, recorded_at: now(), via: None, changed: vec![changed], asked: None }
}

#[test]
fn the_bar_says_what_it_is_set_to() {
    let say = |document: Document, lang, is: Value| {
        let mut receipt = receipt();
        receipt.changed[0].is = is;
        text(Page::of(document, Some(Outcome::Saved(receipt)), lang).one(".status[role=status]"))
    };
    let monthly = || Value::Text("monthly".into());
    assert_eq!(
        say(set_to(Some("monthly")), Lang::En, monthly()),
        "Saved: Spring sale is set to “Monthly”."
    );
    assert_eq!(
        say(set_to(Some("monthly")), Lang::ZhHans, monthly()),
        "已保存：Spring sale已设为“每月一次”。"
    );
    assert_eq!(
        say(set_to(None), Lang::En, Value::Nothing),
        "Saved: Spring sale is set to “Our usual schedule”."
    );
    // A label is the sender's, and may look like a place of ours.
    let mut ugly = set_to(Some("monthly"));
    ugly.campaigns[0].label = "{how} {what} {".into();
    assert_eq!(say(ugly, Lang::En, monthly()), "Saved: {how} {what} { is set to “Monthly”.");
}

#[test]
fn a_choice_that_is_offered_no_more_is_refused_in_words() {
    let refused = Some(Outcome::Refused(Code::UnknownFrequency));
    let page = Page::of(document(), refused, Lang::En);
    let said = text(page.one(".status[role=status]"));
    assert!(said.starts_with("Not saved: this is no longer offered."), "{said}");
}

#[test]
fn the_form_says_what_was_chosen_before_what_is() {
    for was in [None, Some("weekly")] {
        let page = Page::of(set_to(was), None, Lang::En);
        let fields: Vec<_> = page
            .all("form.choices [name*=frequency]")
            .iter()
            .map(|field| (field.value().name().to_owned(), field.attr("name").unwrap().to_owned()))
            .collect();
        let expected = [("input", format!("was{SPRING}")), ("select", SPRING.into())];
        assert_eq!(fields, expected.map(|(tag, name)| (tag.to_owned(), name)));
        let had = page.one(&format!("input[name='was{SPRING}']")).attr("value");
        assert_eq!(had, Some(was.unwrap_or_default()));
    }
}

fn fields(posted: &[(&str, &str)]) -> Vec<(String, String)> {
    posted.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect()
}

#[track_caller]
fn check(had: Option<&str>, has: Option<&str>, expected: serde_json::Value) {
    let was = format!("was{SPRING}");
    let mut posted = vec![("do", "save")];
    posted.extend(had.map(|word| (was.as_str(), word)));
    posted.extend(has.map(|word| (SPRING, word)));
    assert_eq!(read(&fields(&posted)), Ok(Posted::Change(wishes(expected))), "{had:?} {has:?}");
}

#[test]
fn a_plain_form_wishes_only_what_was_chosen_anew() {
    let wish = |word: serde_json::Value| json!({"campaigns": {"spring-sale": {"frequency": word}}});
    check(Some("weekly"), Some("monthly"), wish(json!("monthly")));
    check(Some(""), Some("weekly"), wish(json!("weekly")));
    check(Some("weekly"), Some(""), wish(json!(null)));
    check(Some("weekly"), Some("weekly"), json!({}));
    check(Some(""), Some(""), json!({}));
}

/// A form that was cut off on its way changes nothing that it does not tell both sides of.
#[test]
fn a_plain_form_that_is_silent_wishes_nothing() {
    check(Some("weekly"), None, json!({}));
    check(None, Some("monthly"), json!({}));
    check(None, Some(""), json!({}));
}

#[test]
fn a_word_that_cannot_be_one_is_refused_whole() {
    let was = format!("was{SPRING}");
    for word in ["every now and then", "<b>", "/", &"x".repeat(65)] {
        let posted = fields(&[("do", "save"), (&was, "weekly"), (SPRING, word)]);
        assert_eq!(read(&posted), Err(FormError::Invalid("frequency")), "{word}");
    }
    // A field that is not known is left alone.
    let posted = fields(&[("do", "save"), ("wash", "at 40"), ("h", "x")]);
    assert_eq!(read(&posted), Ok(Posted::Change(Wishes::default())));
}

/// A screen, and a backend that keeps what it is sent.
struct Stage {
    center: Center,
    backend: Document,
    wishes: u32,
}

impl Stage {
    fn new(word: Option<&str>) -> Self {
        Self { center: Center::new(set_to(word)), backend: set_to(word), wishes: 0 }
    }

    fn choose(&mut self, word: &str) {
        let mut set = Wishes::default();
        set.want(&path(SPRING), &chosen(word));
        self.wishes += 1;
        let id = format!("00000000-0000-4000-8000-{:012}", self.wishes).parse().unwrap();
        self.center.wish(id, now(), set);
    }

    /// Sends what waits; the backend keeps it and answers.
    fn save(&mut self) -> Wishes {
        let (id, json) = self.center.send(Via::Page, now()).expect("something to send");
        let change: sordino_contract::ChangeSet = serde_json::from_str(&json).unwrap();
        let changed = plan(&self.backend, &change.set, now(), |_| None).unwrap();
        for changed in &changed {
            self.backend.put(&changed.path, &changed.is);
        }
        let receipt = Receipt { id, recorded_at: now(), via: None, changed, asked: None };
        self.center.answered(Answer { receipt, document: self.backend.clone() });
        change.set
    }

    #[track_caller]
    fn shows(&self, word: Option<&str>, progress: Progress) {
        let word: Option<FrequencyId> = word.map(|word| word.parse().unwrap());
        let shown = &self.center.shown().campaigns[0].frequency.as_ref().unwrap().now;
        assert_eq!((shown, self.center.progress(&path(SPRING))), (&word, progress));
    }
}

#[test]
fn a_choice_shows_at_once_is_saved_and_undone_exactly() {
    for was in [None, Some("weekly")] {
        let mut stage = Stage::new(was);
        stage.shows(was, Progress::Quiet);
        stage.choose("monthly");
        stage.shows(Some("monthly"), Progress::Saving);
        stage.save();
        stage.shows(Some("monthly"), Progress::Saved);
        stage.center.wish_undone("00000000-0000-4000-8000-000000000090".parse().unwrap(), now());
        let sent = serde_json::to_value(stage.save()).unwrap();
        assert_eq!(sent, json!({"campaigns": {"spring-sale": {"frequency": was}}}));
        stage.shows(was, Progress::Saved);
    }
}

#[test]
fn going_back_to_the_senders_own_rhythm_clears() {
    let mut stage = Stage::new(Some("weekly"));
    stage.choose("");
    stage.shows(None, Progress::Saving);
    let sent = stage.save().to_owned();
    assert_eq!(
        serde_json::to_value(sent).unwrap(),
        json!({"campaigns": {"spring-sale": {"frequency": null}}})
    );
    stage.shows(None, Progress::Saved);
}

/// Arrow keys pass over what lies between: only where they stop is sent.
#[test]
fn choices_that_were_changed_again_before_they_left_are_not_sent() {
    let mut stage = Stage::new(None);
    for word in ["every", "weekly", "monthly"] {
        stage.choose(word);
    }
    let sent = serde_json::to_value(stage.save()).unwrap();
    assert_eq!(sent, json!({"campaigns": {"spring-sale": {"frequency": "monthly"}}}));
    assert!(stage.center.send(Via::Page, now()).is_none());
}

#[test]
fn a_choice_that_is_refused_is_taken_back() {
    let mut stage = Stage::new(Some("weekly"));
    stage.choose("monthly");
    let (id, _) = stage.center.send(Via::Page, now()).unwrap();
    stage.center.refused(&id, "unknown_frequency");
    stage.shows(Some("weekly"), Progress::Refused);
}

#[test]
fn undo_is_not_offered_where_the_link_may_not_bring_it_back() {
    let mut stage = Stage::new(Some("weekly"));
    let withdraw = Document { power: Power::Withdraw, ..set_to(Some("weekly")) };
    (stage.center, stage.backend) = (Center::new(withdraw.clone()), withdraw);
    stage.choose("monthly");
    stage.save();
    assert!(stage.center.undo().is_none());
    stage.choose("every");
    stage.shows(Some("monthly"), Progress::Saving);
}
