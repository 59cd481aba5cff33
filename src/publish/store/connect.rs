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

pub(super) fn connect(address: &Address, patience: Duration) -> Result<Arc<dyn ObjectStore>> {
    let (web, retries) = (Web::new(patience), retries(patience));
    // Plain HTTP is used only where an endpoint says so.
    let options = ClientOptions::new().with_allow_http(true);
    match address.scheme {
        #[cfg(feature = "s3")]
        Scheme::S3 => {
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
