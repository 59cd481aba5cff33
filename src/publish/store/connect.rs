//! The client of a store, with what the environment says: credentials, region, endpoint.

use std::sync::Arc;
use std::time::Duration;

use object_store::{BackoffConfig, ClientOptions, ObjectStore, Result, RetryConfig};

use super::web::Web;
use crate::publish::target::{Address, Scheme};

fn retries(patience: Duration) -> RetryConfig {
    let backoff =
        BackoffConfig { init_backoff: Duration::from_millis(100), max_backoff: Duration::from_secs(10), base: 2. };
    RetryConfig { backoff, max_retries: 20, retry_timeout: patience }
}

/// Whether the endpoint that the environment names is an address. What it says is not repeated: it may hold a secret.
#[cfg(feature = "s3")]
fn check_endpoint() -> Result<()> {
    for name in ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT"] {
        let Some(value) = std::env::var_os(name) else { continue };
        let url = value.to_str().and_then(|text| url::Url::parse(text).ok());
        let sound = url.is_some_and(|url| {
            matches!(url.scheme(), "http" | "https")
                && url.has_host()
                && url.username().is_empty()
                && url.password().is_none()
                && url.query().is_none()
                && url.fragment().is_none()
        });
        if !sound {
            let reason = format!("{name} is not the address of a store, such as https://s3.example.org");
            return Err(object_store::Error::NotSupported { source: reason.into() });
        }
    }
    Ok(())
}

/// The client of the store at `address`. Each request is tried again for as long as `patience`.
pub(super) fn connect(address: &Address, patience: Duration) -> Result<Arc<dyn ObjectStore>> {
    let (web, retries) = (Web::new(patience), retries(patience));
    // Plain HTTP is used only where an endpoint says so.
    let options = ClientOptions::new().with_allow_http(true);
    match address.scheme {
        #[cfg(feature = "s3")]
        Scheme::S3 => {
            check_endpoint()?;
            use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
            let builder = AmazonS3Builder::from_env()
                .with_bucket_name(&address.bucket)
                .with_client_options(options)
                .with_http_connector(web)
                .with_retry(retries)
                // Every store has the plain request, not all the one for many objects at once.
                .with_config(AmazonS3ConfigKey::DisableBulkDelete, "true");
            Ok(Arc::new(builder.build()?))
        }
        #[cfg(feature = "gcs")]
        Scheme::Gs => {
            let builder = object_store::gcp::GoogleCloudStorageBuilder::from_env()
                .with_bucket_name(&address.bucket)
                .with_client_options(options)
                .with_http_connector(web)
                .with_retry(retries);
            Ok(Arc::new(builder.build()?))
        }
        #[cfg(feature = "azure")]
        Scheme::Az => {
            let builder = object_store::azure::MicrosoftAzureBuilder::from_env()
                .with_container_name(&address.bucket)
                .with_client_options(options)
                .with_http_connector(web)
                .with_retry(retries);
            Ok(Arc::new(builder.build()?))
        }
        #[allow(unreachable_patterns, reason = "with all features there are no others")]
        _ => {
            let _ = (web, retries, options);
            Err(object_store::Error::NotSupported { source: "this feedmill has no such store".into() })
        }
    }
}
