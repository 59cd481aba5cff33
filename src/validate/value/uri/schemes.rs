//! The schemes of addresses that were registered in 2007.

/// Schemes of letters alone; sorted. Others are not asked for.
const REGISTERED: [&str; 56] = [
    "aaa",
    "aaas",
    "acap",
    "cap",
    "cid",
    "crid",
    "data",
    "dav",
    "dict",
    "dns",
    "fax",
    "file",
    "ftp",
    "go",
    "gopher",
    "http",
    "https",
    "iax",
    "icap",
    "im",
    "imap",
    "info",
    "ipp",
    "iris",
    "ldap",
    "mailto",
    "mid",
    "modem",
    "msrp",
    "msrps",
    "mtqp",
    "mupdate",
    "news",
    "nfs",
    "nntp",
    "opaquelocktoken",
    "pop",
    "pres",
    "prospero",
    "rtsp",
    "service",
    "shttp",
    "sip",
    "sips",
    "snmp",
    "tag",
    "tel",
    "telnet",
    "tftp",
    "thismessage",
    "tip",
    "tv",
    "urn",
    "vemmi",
    "wais",
    "xmpp",
];

/// Whether a scheme of letters, in any case, is registered.
pub(super) fn is_registered(scheme: &str) -> bool {
    // Nearly all there are.
    if scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http") {
        return true;
    }
    let compare = |known: &&str| known.bytes().cmp(scheme.bytes().map(|byte| byte.to_ascii_lowercase()));
    REGISTERED.binary_search_by(compare).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_of_letters() {
        assert!(REGISTERED.is_sorted());
        assert!(REGISTERED.iter().all(|scheme| scheme.bytes().all(|byte| byte.is_ascii_lowercase())));
        assert!(is_registered("HTTPS") && !is_registered("feed") && !is_registered("geo"));
    }
}
