//! What went wrong at a store, in words, without anything that is secret.

use crate::error::Error;
use crate::publish::target::{Address, Scheme};

/// That `action` failed at `address`, and what to do about it.
pub(super) fn error(action: &str, address: &Address, error: &object_store::Error) -> Error {
    let help = help(address, error).map(|help| format!("; {help}")).unwrap_or_default();
    Error::other(format!("could not {action} {address}: {}{help}", reason(error)))
}

fn help(address: &Address, error: &object_store::Error) -> Option<&'static str> {
    let text = error.to_string();
    let refused =
        matches!(error, object_store::Error::PermissionDenied { .. } | object_store::Error::Unauthenticated { .. });
    match address.scheme {
        Scheme::S3 if text.contains("Missing") && text.contains("AccessKey") => {
            Some("set both AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or neither")
        }
        Scheme::S3 if text.contains("169.254.") => Some(
            "there are no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and for a store that is not \
             Amazon's AWS_ENDPOINT_URL",
        ),
        Scheme::S3 if refused => {
            Some("see that AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION are those of this bucket")
        }
        _ if refused => Some("see that the credentials in the environment are those of this bucket"),
        Scheme::S3 if text.contains("NoSuchBucket") => {
            Some("make the bucket, or see that AWS_ENDPOINT_URL and AWS_REGION are right")
        }
        _ => None,
    }
}

/// The reason in short. Answers of servers may quote what was signed: only their code and message are shown.
fn reason(error: &object_store::Error) -> String {
    let text = redact(&error.to_string());
    let tag = |name: &str| {
        let (_, rest) = text.split_once(&format!("<{name}>"))?;
        Some(rest.split_once(&format!("</{name}>"))?.0.trim())
    };
    let status = text.split_once("status code: ").and_then(|(_, rest)| rest.split_once(':')).map(|(status, _)| status);
    match (tag("Code"), tag("Message"), status) {
        (Some(code), message, status) => {
            let said = message.filter(|message| !message.is_empty()).unwrap_or(code);
            format!("the server said {}: {code}, {said}", status.unwrap_or("no"))
        }
        (None, _, Some(status)) => format!("the server said {status}"),
        _ => {
            let last = text.rsplit(" - ").next().unwrap_or(&text);
            let last = last.split_once('<').map_or(last, |(before, _)| before);
            let bare = ["Operation not supported: ", "Generic S3 error: ", "HTTP error: "];
            let last = bare.iter().fold(last.trim(), |last, start| last.strip_prefix(start).unwrap_or(last));
            last.chars().take(300).collect()
        }
    }
}

/// Without any value that the environment keeps as a secret.
fn redact(text: &str) -> String {
    let secret = |name: &str| {
        let of_stores = ["AWS_", "AZURE_", "GOOGLE_"].iter().any(|start| name.starts_with(start));
        of_stores && ["KEY", "SECRET", "TOKEN", "PASSWORD", "SAS"].iter().any(|part| name.contains(part))
    };
    let mut text = text.to_owned();
    for (name, value) in std::env::vars_os() {
        let (Some(name), Some(value)) = (name.to_str(), value.to_str()) else { continue };
        if secret(name) && value.len() >= 4 {
            text = text.replace(value, "…");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(text: &str) -> object_store::Error {
        object_store::Error::Generic { store: "S3", source: text.to_owned().into() }
    }

    #[test]
    fn an_answer_is_told_by_its_code_and_message() {
        let text = "Error performing PUT http://h/b/k in 1s - Server returned non-2xx status code: 403 Forbidden: \
                    <Error><Code>SignatureDoesNotMatch</Code><Message>No.</Message><CanonicalRequest>PUT \
                    x-amz-security-token:hidden</CanonicalRequest></Error>";
        let said = reason(&failed(text));
        assert_eq!(said, "the server said 403 Forbidden: SignatureDoesNotMatch, No.");
        assert_eq!(reason(&failed("x - Server returned non-2xx status code: 503 Busy: ")), "the server said 503 Busy");
        assert_eq!(reason(&failed("Missing AccessKeyId")), "Missing AccessKeyId");
        assert_eq!(reason(&failed("Error performing GET http://h/ in 1s - HTTP error: timeout")), "timeout");
    }
}
