//! A sender with far more campaigns than the sample's.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use sordino_gateway::{Catalogue, import};

use super::{Stage, sample};

impl Stage {
    /// From now on the sender offers so many campaigns: those of the sample again and again, each
    /// by another id and name, `Member prices 0` and so on.
    ///
    /// # Errors
    ///
    /// If the gateway does not take them.
    pub async fn offer(&self, many: usize) -> Result<()> {
        let mut offered = serde_json::to_value(sample()?)?;
        let campaigns = offered["campaigns"].as_array().context("no campaigns")?;
        let campaigns = campaigns.iter().cycle().take(many).enumerate();
        offered["campaigns"] = campaigns.map(|(at, campaign)| numbered(campaign, at)).collect();
        let offered: Catalogue = serde_json::from_value(offered)?;
        import::catalogue(self.gateway.store(), &self.clock, &offered).await?;
        Ok(())
    }
}

fn numbered(campaign: &Value, at: usize) -> Value {
    let mut campaign = campaign.clone();
    campaign["id"] = json!(format!("c-{at}"));
    match &mut campaign["label"] {
        Value::Object(texts) => {
            for text in texts.values_mut() {
                *text = json!(format!("{} {at}", text.as_str().unwrap_or_default()));
            }
        }
        text => *text = json!(format!("{} {at}", text.as_str().unwrap_or_default())),
    }
    campaign
}
