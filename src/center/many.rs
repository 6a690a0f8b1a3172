//! Many switches as one.

use sordino_contract::{Campaign, CampaignId, ChannelId, Document, GroupId, Path, Value, Wishes};

use super::Center;

/// Which switches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// All of a campaign.
    Campaign(CampaignId),
    /// One campaign on one channel.
    Cell(CampaignId, ChannelId),
    /// All of the campaigns of a group, or of those that are in none, as far as they are found:
    /// nobody turns what they do not see.
    Group(Option<GroupId>),
    /// All of what is found, on the channel that is looked for or on all.
    Found,
}

/// How they stand together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stand {
    /// There are none that can be turned.
    Nothing,
    /// All are off.
    Off,
    /// Some are on.
    Mixed,
    /// All are on.
    On,
}

impl Stand {
    /// The word for it in `aria-checked`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nothing | Self::Off => "false",
            Self::Mixed => "mixed",
            Self::On => "true",
        }
    }
}

impl Scope {
    /// What a path names: `/campaigns/news`, or `/campaigns/news/channels/email`.
    pub fn of(path: &str) -> Option<Self> {
        match path.parse() {
            Ok(Path::Cell(campaign, channel)) => Some(Self::Cell(campaign, channel)),
            Ok(_) => None,
            Err(_) => path.strip_prefix("/campaigns/")?.parse().ok().map(Self::Campaign),
        }
    }

    /// The same, about the whole campaign where it does not come by the channel.
    #[must_use]
    pub fn within(self, document: &Document) -> Self {
        match self {
            Self::Cell(id, channel) => {
                let campaign = document.campaign(&id);
                let there = campaign.and_then(|it| it.channels.get(&channel)).is_some();
                if there && document.channel(&channel).is_some() {
                    Self::Cell(id, channel)
                } else {
                    Self::Campaign(id)
                }
            }
            other => other,
        }
    }

    /// The path of a campaign or of one of its channels; `None` for what has no path.
    pub fn path(&self) -> Option<String> {
        match self {
            Self::Campaign(id) => Some(["/campaigns/", id.as_str()].concat()),
            Self::Cell(id, channel) => Some(Path::Cell(id.clone(), channel.clone()).text()),
            _ => None,
        }
    }
}

impl Center {
    /// How many switches the scope has, and how many of them are on. Required ones are left out:
    /// they cannot be turned.
    pub fn count(&self, scope: &Scope) -> (usize, usize) {
        let (mut all, mut on) = (0, 0);
        self.each(scope, &mut |_, _, is_on| {
            all += 1;
            on += usize::from(is_on);
        });
        (all, on)
    }

    /// How the switches of a scope stand.
    pub fn stand(&self, scope: &Scope) -> Stand {
        match self.count(scope) {
            (0, _) => Stand::Nothing,
            (_, 0) => Stand::Off,
            (all, on) if all == on => Stand::On,
            _ => Stand::Mixed,
        }
    }

    /// Whether one move turns the switches of a scope on. While anything is on it turns all off:
    /// to leave is the move that nobody may miss, and nothing is ever turned on by the way.
    pub fn turns_on(&self, scope: &Scope) -> bool {
        self.stand(scope) == Stand::Off
    }

    /// The wishes that turn the switches of a scope the way that [`Center::turns_on`] says.
    pub fn turned(&self, scope: &Scope) -> Wishes {
        let turns_on = self.turns_on(scope);
        let mut wishes = Wishes::default();
        self.each(scope, &mut |campaign, channel, is_on| {
            if is_on != turns_on {
                let path = Path::Cell(campaign.clone(), channel.clone());
                wishes.want(&path, &Value::Flag(turns_on));
            }
        });
        wishes
    }

    fn each(&self, scope: &Scope, run: &mut dyn FnMut(&CampaignId, &ChannelId, bool)) {
        let document = self.shown();
        let (from, many) = match scope {
            Scope::Campaign(id) | Scope::Cell(id, _) => {
                (self.position(id).unwrap_or(usize::MAX), 1)
            }
            _ => (0, usize::MAX),
        };
        let found = document.campaigns.iter().zip(&self.found);
        for (campaign, found) in found.skip(from).take(many) {
            let covers = match scope {
                Scope::Campaign(_) | Scope::Cell(..) => true,
                Scope::Group(group) => *found && group.as_ref() == self.group_of(campaign),
                Scope::Found => *found,
            };
            if campaign.required.is_some() || !covers {
                continue;
            }
            for (channel, on) in campaign.channels.iter() {
                let asked = match scope {
                    Scope::Found => self.query.covers(channel),
                    Scope::Cell(_, only) => only == channel,
                    _ => true,
                };
                if asked && document.channel(channel).is_some() {
                    run(&campaign.id, channel, *on);
                }
            }
        }
    }

    /// The group that a campaign is shown in. One that the document does not have is none.
    pub fn group_of<'a>(&self, campaign: &'a Campaign) -> Option<&'a GroupId> {
        let known = |id: &&GroupId| self.shown().groups.iter().any(|group| group.id == **id);
        campaign.group.as_ref().filter(known)
    }
}
