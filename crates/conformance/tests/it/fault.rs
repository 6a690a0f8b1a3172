//! What a backend can get wrong, and the checks that must say so.

macro_rules! faults {
    ($($(#[$doc:meta])* $name:ident => [$($check:literal),+],)*) => {
        /// What a backend can get wrong.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Fault {
            $($(#[$doc])* $name,)*
        }

        /// Each fault, and exactly the checks that fail because of it.
        pub(crate) const FAULTS: &[(Fault, &[&str])] = &[
            $((Fault::$name, &[$($check),+]),)*
        ];
    };
}

faults! {
    /// A channel stands in the document twice.
    ChannelTwice => ["document/references"],
    /// It says that it speaks version 1.0.
    AnotherVersion => ["document/schema", "document/answer-schema"],
    /// A receipt does not say when it was kept.
    ReceiptWithoutTime => ["document/answer-schema"],
    /// The answer's document is that from before the change.
    AnswerBefore => ["document/answer"],
    /// Labels are kept in ASCII.
    LabelsInAscii => ["document/text"],
    /// No more than 100 campaigns are read.
    HundredCampaigns => ["document/many"],

    /// A frequency that is asked for is said to be kept, and is not.
    FrequencyNotKept => ["law-1/value", "law-1/together", "law-6/frequency"],
    /// A frequency that is asked for together with the master switch is lost.
    TogetherLost => ["law-1/together"],
    /// A campaign's row is written as a whole, so what was not mentioned is cleared.
    AbsentClears => ["law-1/absent"],
    /// A change without wishes is taken for an unsubscription.
    EmptyUnsubscribes => ["law-1/empty"],
    /// A frequency that is no text is a text.
    FrequencyOfAnyKind => ["law-1/wrong-kind"],
    /// `null` does nothing.
    NullKeepsFrequency => ["law-1/null-clears"],
    /// `null` is taken for `false`.
    NullIsFalse => ["law-1/null-refused"],
    /// Members that are not known are ignored.
    UnknownIgnored => ["law-1/unknown-member"],
    /// The text "false" is taken for `false`.
    WordsTaken => ["law-1/wrong-kind"],
    /// What stands before the mistake is carried out.
    PartlyCarriedOut => ["law-1/all-or-nothing"],
    /// The whole of a person is read and written, with time between.
    LostUpdate => ["law-1/side-by-side", "law-2/at-once"],

    /// A repeat gets a new receipt, which is empty.
    NewReceipt => ["law-2/repeat", "law-2/at-once", "law-2/sent-at", "law-2/case"],
    /// A repeat by another link of the person is another change.
    RepeatByLink => ["law-2/repeat"],
    /// A body is the same byte by byte only.
    BytesCount => ["law-2/repeat", "law-2/sent-at", "law-2/case"],
    /// An id is answered in upper case.
    UpperAnswered => ["law-2/case"],
    /// A repeat is carried out again.
    CarriedOutAgain => ["law-2/one-effect"],
    /// Whether an id is new is asked before the lock is taken.
    RaceOnId => ["law-2/at-once"],
    /// An id with another body gets the first receipt.
    OtherBodyTaken => ["law-2/other-body", "law-11/other-body"],
    /// An id is the same whoever used it.
    IdOfAnybody => ["law-2/per-person"],
    /// Only the wishes make a body another one.
    BodyIsItsWishes => ["law-2/other-body", "law-11/other-body"],
    /// A retry that is sent later is another body.
    SentAtCounts => ["law-2/sent-at"],
    /// Ids are compared letter by letter.
    CaseCounts => ["law-2/case"],
    /// An id may be anything.
    AnyId => ["law-2/uuid"],
    /// A refused change uses up its id.
    RefusedIdKept => ["law-2/after-a-refusal"],

    /// Turning everything off turns off each cell.
    MasterClears => ["law-3/master"],
    /// Turning a channel off turns off its cells.
    ChannelClears => ["law-3/channel"],
    /// What is changed while everything is off is forgotten.
    MaskedForgotten => ["law-3/under-a-mask"],

    /// A receipt's `was` is what is.
    ReceiptWithoutWas => ["law-4/receipt", "law-4/undo", "law-4/undo-pause"],
    /// A receipt lists all that was mentioned.
    ReceiptListsAll => ["law-4/as-it-was"],
    /// A receipt forgets which campaigns a pause was of.
    ReceiptLosesFilter => ["law-4/undo-pause"],

    /// Wishes count in the order of their arrival.
    StaleTurnsOn => [
        "law-5/overtaken", "law-5/overtaken-frequency", "law-5/overtaken-pause", "law-5/again",
        "law-5/latest", "law-5/to-the-minute", "law-5/wrong-clock"
    ],
    /// The same for frequencies only.
    StaleMoreOften => ["law-5/overtaken-frequency", "law-5/again"],
    /// The same for pauses only.
    StaleEndsPause => ["law-5/overtaken-pause", "law-5/again"],
    /// To ask again for what is off already leaves no trace.
    AgainForgotten => ["law-5/again"],
    /// The same for frequencies and pauses.
    AgainOnlySwitches => ["law-5/again"],
    /// An older wish to turn down makes a later one older.
    OlderOverwrites => ["law-5/latest"],
    /// The last by `made_at` wins, in both directions.
    LastWriterWins => ["law-5/withdrawal"],
    /// `sent_at` is not looked at.
    SentAtIgnored => ["law-5/wrong-clock", "law-5/to-the-minute"],
    /// A fast clock is believed.
    FastClockBelieved => ["law-5/wrong-clock"],
    /// When something was turned down is when that arrived.
    TurnedDownOnArrival => ["law-5/later"],
    /// Half a minute is allowed for where there is no second clock.
    GraceAlways => ["law-5/to-the-minute"],
    /// How wrong a clock is is told to the millisecond.
    NotRounded => ["law-5/to-the-minute"],
    /// Two clocks that agree to the minute are taken to agree.
    NoGrace => ["law-5/to-the-minute"],
    /// A time to come is believed.
    FutureBelieved => ["law-5/future"],
    /// What was turned off at a stated time is never turned on again.
    NeverAgain => ["law-5/future", "law-5/later"],
    /// A change that was made from an older document is refused.
    RevisionConflict => ["law-5/revision"],

    /// A wish to turn off what is required is dropped in silence.
    RequiredIgnored => ["law-6/refused", "law-6/on"],
    /// What is required is turned off.
    RequiredTurnedOff => ["law-6/refused", "law-6/on"],
    /// What is required is turned on.
    RequiredOnTaken => ["law-6/on"],
    /// How often what is required comes is locked, too.
    RequiredFrequencyLocked => ["law-6/frequency"],
    /// To mention what is required at all is refused.
    RequiredUntouchable => ["law-6/as-it-is"],

    /// The day is that in UTC.
    TodayInUtc => ["law-7/today", "law-7/past"],
    /// Pauses stay in the document for ever.
    OverShown => ["law-7/over"],
    /// West of Greenwich a pause ends a day early.
    DaysShift => ["law-7/days"],
    /// The last day of a pause is not counted.
    LengthLessOne => ["law-7/length"],
    /// Days are counted in hours, and a day of 25 is two.
    LengthInHours => ["law-7/length"],
    /// A pause that is over is taken.
    PastTaken => ["law-7/past"],
    /// That a pause is over is asked before whether it ends after it begins.
    PastFirst => ["law-7/backwards"],
    /// A pause of no channel is one of all.
    EmptyListIsAll => ["law-7/narrow"],
    /// Pauses that a change ends are counted as well.
    EndsNotCounted => ["law-7/fifty"],
    /// A pause that ends before it begins is taken.
    BackwardsTaken => ["law-7/backwards"],
    /// The 29th of February is taken for the 1st of March.
    NoSuchDayTaken => ["law-7/no-such-day"],
    /// A pause is always of all campaigns.
    FilterDropped => ["law-7/narrow"],
    /// A pause that is changed keeps what the new one does not mention.
    PauseMerged => ["law-7/changed"],
    /// There may be any number of pauses.
    NoPauseLimit => ["law-7/fifty"],
    /// Pauses are taken where none are offered.
    PausesAlwaysTaken => ["law-7/not-offered"],

    /// A reason is only taken after the change.
    ReasonWithRefused => ["law-8/with", "law-8/never-blocks"],
    /// A reason that comes with a change must fit the survey.
    ReasonBlocks => ["law-8/never-blocks"],
    /// A reason is only taken together with a change.
    ReasonAloneRefused => ["law-8/after", "law-8/alone", "law-8/comment"],
    /// A reason that comes alone is not looked at.
    ReasonUnchecked => ["law-8/alone", "law-8/comment"],
    /// A reason may be for a change of anybody.
    ReceiptOfAnybody => ["law-8/alone"],
    /// A campaign of which nothing is said is a wish.
    EmptyCampaignIsAWish => ["law-8/alone"],
    /// The length of a comment is counted in bytes.
    CommentInBytes => ["law-8/comment"],
    /// The length of a comment is counted in UTF-16.
    CommentInUtf16 => ["law-8/comment"],

    /// No token is a token that is not valid.
    MissingIsInvalid => ["law-9/token"],
    /// A bad token is answered 403.
    BadTokenForbidden => ["law-9/token", "http/order"],
    /// The signature of a token is not looked at.
    SignatureIgnored => ["law-9/token"],
    /// `bearer` is not `Bearer`.
    SchemeInOneCase => ["law-9/token"],
    /// An expired token is taken.
    ExpiredTaken => ["law-9/token"],
    /// A refused token is answered without a challenge.
    NoChallenge => ["law-9/token-form"],
    /// Refusals come as `application/json`.
    ProblemAsJson => ["law-9/form"],
    /// Refusals have no type.
    ProblemWithoutType => ["law-9/form"],
    /// Refusals may be cached.
    RefusalCached => ["law-9/form"],
    /// A cell of a channel that does not exist is ignored.
    CellOfNoChannelIgnored => ["law-9/channel"],
    /// The frequency of a campaign that does not exist is ignored.
    FrequencyOfNoCampaignIgnored => ["law-9/campaign"],
    /// The pointer ends at the campaign that is not there.
    CampaignAtItsKey => ["law-9/campaign"],
    /// A frequency is cleared where there is none.
    NullFrequencyAnywhere => ["law-9/not-offered"],
    /// What is not offered is said not to exist.
    NotOfferedAsUnknown => ["law-7/not-offered", "law-9/not-offered"],
    /// Any word is a frequency.
    AnyFrequencyTaken => ["law-9/frequency"],
    /// Pointers are put together without escaping.
    PointerNotEscaped => ["law-9/pointer"],
    /// What is not JSON is answered 500.
    MalformedFails => ["law-9/json"],
    /// Bytes that are no UTF-8 are replaced.
    AnyBytesTaken => ["law-9/json"],
    /// A comma before a brace is overlooked.
    LaxJson => ["law-9/json"],
    /// The detail quotes the request.
    ValueRepeated => ["law-9/no-echo"],

    /// The document does not say what the link may do.
    PowerNotSaid => ["law-10/power"],
    /// A `withdraw` link can do nothing, and the first wish is said to be the reason.
    WithdrawRefusesAll => [
        "law-10/down", "law-10/frequency", "law-10/pause", "law-10/whole"
    ],
    /// A `withdraw` link can turn on.
    WithdrawTurnsOn => ["law-10/up", "law-10/whole"],
    /// What was overtaken is left out before anybody asks by which link it came.
    OvertakenFirst => ["law-10/up"],
    /// A `withdraw` link can make it come more often.
    WithdrawMoreOften => ["law-10/frequency"],
    /// A pause of nothing is taken for one of everything when it is asked which is the wider.
    EmptyListHoldsAll => ["law-10/pause"],
    /// A `withdraw` link can end a pause.
    WithdrawEndsPauses => ["law-10/pause"],
    /// What a `withdraw` link may not do is left out in silence.
    WithdrawDropsUps => ["law-10/up", "law-10/frequency", "law-10/pause", "law-10/whole"],
    /// What a `withdraw` link may do is done before the rest is refused.
    WithdrawPartly => ["law-10/whole"],

    /// A receipt does not say what was asked for.
    AskedNotSaid => ["law-11/receipt"],
    /// What was asked for is told to somebody, and not to who asked.
    AskForgotten => ["law-11/pending"],
    /// What is asked for again is another request.
    AskedTwice => ["law-11/once"],
    /// What is asked for again is said to be taken in, and is not.
    AskedAgainSaid => ["law-11/once"],
    /// What is asked for does not make a body another one.
    AskNotInBody => ["law-11/other-body"],
    /// What a refused change asked for is taken in.
    AskOfRefused => ["law-11/whole"],
    /// Who asks for something wishes for nothing.
    AskDropsWishes => ["law-11/whole"],
    /// Words that are not known ask for nothing.
    AnyAskTaken => ["law-11/words"],
    /// Anything may be asked for.
    AskAlwaysTaken => ["law-11/not-offered"],
    /// Whoever has a message that was forwarded can have its reader erased.
    WithdrawAsks => ["law-11/withdraw"],
    /// Whoever has a message that was forwarded sees what its reader asked for.
    RequestsForwarded => ["law-11/forwarded"],

    /// The history begins with the oldest.
    HistoryOldestFirst => ["history/newest"],
    /// The history has what made no difference.
    HistoryOfNothing => ["history/newest"],
    /// The history does not say where a change was made.
    HistoryWithoutVia => ["history/receipts"],
    /// The history grows for ever.
    HistoryUnbounded => ["history/bounded"],
    /// The history has the first twenty.
    HistoryFull => ["history/bounded"],
    /// Whoever has a message that was forwarded sees what its reader did.
    HistoryForwarded => ["history/forwarded"],

    /// Following a link unsubscribes.
    GetUnsubscribes => ["http/safe"],
    /// A header makes another method of a GET.
    MethodOverride => ["http/safe"],
    /// HEAD is refused.
    HeadRefused => ["http/head"],
    /// The tag is a weak one.
    WeakTag => ["http/etag"],
    /// The revision never changes.
    RevisionFixed => ["http/etag-changes"],
    /// The revision follows from the cells alone.
    RevisionOfCells => ["http/etag-changes"],
    /// The revision is another one at each look.
    RevisionByChance => ["document/answer", "http/etag", "http/head", "http/not-modified"],
    /// `*` is no tag.
    StarIsNoTag => ["http/not-modified"],
    /// A 304 says nothing about caches.
    NotModifiedWithoutCache => ["http/not-modified"],
    /// Nobody is told that they have the document.
    NeverNotModified => ["http/not-modified"],
    /// Documents may be cached for others.
    SharedCache => ["http/cache"],
    /// Answers to changes may be cached.
    AnswerCached => ["http/cache-answer"],
    /// OPTIONS is refused.
    NoPreflight => ["http/preflight"],
    /// The preflight does not allow a tag to be asked with.
    NoTagAllowed => ["http/preflight"],
    /// The preflight allows all headers, which leaves out `Authorization`.
    AnyHeaderByStar => ["http/preflight"],
    /// The website may not read the tag.
    NoEtagExposed => ["http/cors"],
    /// The website may not read refusals.
    NoCorsOnRefusals => ["http/cors-refusal", "http/cors-methods"],
    /// Cookies are asked for.
    CorsWithCredentials => [
        "http/preflight", "http/cors", "http/cors-refusal", "http/cors-methods"
    ],
    /// Caches are not told that the answer depends on the website.
    NoVary => ["http/preflight", "http/cors", "http/cors-refusal", "http/cors-methods"],
    /// A body of any type is read.
    AnyMediaType => ["http/media-type"],
    /// A body of no type is read.
    NoTypeTaken => ["http/media-type"],
    /// A body of any type that ends like JSON's is read.
    PlusJsonTaken => ["http/media-type"],
    /// The type is asked for before the token.
    TypeFirst => ["http/order"],
    /// A charset makes another type.
    CharsetRefused => ["http/media-type"],
    /// A body of any size is read.
    NoSizeLimit => ["http/size"],
    /// Bodies of 64 KiB are not read.
    SmallSizeLimit => ["http/size"],
    /// PUT is taken for POST.
    PutTaken => ["http/methods"],
    /// The methods there are, are not named.
    NoAllow => ["http/methods"],
}
