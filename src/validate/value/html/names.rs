//! Names: what readers let pass in feeds, and how SVG spells its own. Each list is sorted by bytes.

pub use super::elements::is_html_tag;
pub use super::entities::html4_entity;
use super::index::Index;

/// Attributes that readers let pass on elements of HTML; the first is none.
#[rustfmt::skip]
const ATTRIBUTES: [&str; 175] = [
    "", "abbr", "accept", "accept-charset", "accesskey", "action", "align", "allow", "allowfullscreen",
    "allowpaymentrequest", "alt", "as", "autocapitalize", "autocomplete", "autofocus", "autoplay", "axis",
    "background", "balance", "bgcolor", "bgproperties", "border", "bordercolor", "bordercolordark",
    "bordercolorlight", "bottompadding", "cellpadding", "cellspacing", "ch", "challenge", "char", "charoff",
    "charset", "checked", "choff", "cite", "class", "clear", "color", "cols", "colspan", "compact", "content", "contenteditable",
    "coords", "crossorigin", "data", "datafld", "datapagesize", "datasrc", "datetime", "decoding", "default", "delay",
    "dir", "dirname", "disabled", "download", "draggable", "dynsrc", "enctype", "end", "enterkeyhint", "face", "for",
    "form", "formenctype", "frame", "galleryimg", "gutter", "headers", "height", "hidden", "hidefocus", "high",
    "href", "hreflang", "hspace", "http-equiv", "icon", "id", "inputmode", "is", "ismap", "itemid", "itemprop", "itemref",
    "itemscope", "itemtype", "keytype", "kind", "label", "lang", "leftspacing", "list", "loading", "longdesc", "loop",
    "loopcount", "loopend", "loopstart", "low", "lowsrc", "max", "maxlength", "media", "method", "min", "minlength",
    "multiple", "muted", "name", "nohref", "nonce", "noshade", "nowrap", "open", "optimum", "pattern", "ping",
    "placeholder", "playsinline", "point-size", "poster", "pqg", "preload", "prompt", "radiogroup", "readonly",
    "referrerpolicy", "rel", "repeat-max", "repeat-min", "replace", "required", "rev", "reversed", "rightspacing",
    "rows", "rowspan", "rules", "scope", "selected", "shape", "size", "sizes", "span", "spellcheck", "src", "srclang",
    "srcset", "start", "step", "summary", "suppress", "tabindex", "target", "template", "title", "toppadding",
    "translate", "type", "unselectable", "urn", "usemap", "valign", "value", "variable", "volume", "vrml", "vspace",
    "width", "wrap", "xml:lang", "xmlns",
];

/// Properties that may stand in a `style` attribute; the first is none.
#[rustfmt::skip]
const CSS_PROPERTIES: [&str; 75] = [
    "", "azimuth", "background", "background-color", "border", "border-bottom", "border-bottom-color",
    "border-bottom-style", "border-bottom-width", "border-collapse", "border-color", "border-left",
    "border-left-color", "border-left-style", "border-left-width", "border-right", "border-right-color",
    "border-right-style", "border-right-width", "border-spacing", "border-style", "border-top", "border-top-color",
    "border-top-style", "border-top-width", "border-width", "clear", "color", "cursor", "direction", "display",
    "elevation", "float", "font", "font-family", "font-size", "font-style", "font-variant", "font-weight", "height",
    "letter-spacing", "line-height", "list-style-type", "margin", "margin-bottom", "margin-left", "margin-right",
    "margin-top", "overflow", "padding", "padding-bottom", "padding-left", "padding-right", "padding-top", "pause",
    "pause-after", "pause-before", "pitch", "pitch-range", "richness", "speak", "speak-header", "speak-numeral",
    "speak-punctuation", "speech-rate", "stress", "text-align", "text-decoration", "text-indent", "unicode-bidi",
    "vertical-align", "voice-family", "volume", "white-space", "width",
];

/// What backgrounds, borders, margins and paddings may be, apart from numbers and colours.
#[rustfmt::skip]
pub(super) static CSS_KEYWORDS: &[&str] = &[
    "!important", "aqua", "auto", "black", "block", "blue", "bold", "both", "bottom", "brown", "center", "collapse",
    "dashed", "dotted", "fuchsia", "gray", "green", "italic", "left", "lime", "maroon", "medium", "navy", "none",
    "normal", "nowrap", "olive", "pointer", "purple", "red", "right", "silver", "solid", "teal", "top", "transparent",
    "underline", "white", "yellow",
];

/// Elements of MathML that readers let pass.
#[rustfmt::skip]
pub(super) static MATHML_ELEMENTS: &[&str] = &[
    "annotation", "annotation-xml", "maction", "math", "merror", "mfrac", "mi", "mmultiscripts", "mn", "mo", "mover",
    "mpadded", "mphantom", "mprescripts", "mroot", "mrow", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup",
    "mtable", "mtd", "mtext", "mtr", "munder", "munderover", "none", "semantics",
];

/// Their attributes.
#[rustfmt::skip]
pub(super) static MATHML_ATTRIBUTES: &[&str] = &[
    "actiontype", "align", "columnalign", "columnlines", "columnspacing", "columnspan", "depth", "display",
    "displaystyle", "encoding", "equalcolumns", "equalrows", "fence", "fontstyle", "fontweight", "frame", "height",
    "linethickness", "lspace", "mathbackground", "mathcolor", "mathvariant", "maxsize", "minsize", "other",
    "rowalign", "rowlines", "rowspacing", "rowspan", "rspace", "scriptlevel", "selection", "separator", "stretchy",
    "width", "xlink:href", "xlink:show", "xlink:type", "xmlns", "xmlns:xlink",
];

/// Elements of SVG that readers let pass: those of SVG Tiny, without foreign and outside ones, with gradients.
#[rustfmt::skip]
pub(super) static SVG_ELEMENTS: &[&str] = &[
    "a", "animate", "animateColor", "animateMotion", "animateTransform", "circle", "defs", "desc", "ellipse",
    "font-face", "font-face-name", "font-face-src", "g", "glyph", "hkern", "line", "linearGradient", "marker",
    "metadata", "missing-glyph", "mpath", "path", "polygon", "polyline", "radialGradient", "rect", "set", "stop",
    "svg", "switch", "text", "title", "tspan", "use",
];

/// Their attributes.
#[rustfmt::skip]
pub(super) static SVG_ATTRIBUTES: &[&str] = &[
    "accent-height", "accumulate", "additive", "alphabetic", "arabic-form", "ascent", "attributeName",
    "attributeType", "baseProfile", "bbox", "begin", "by", "calcMode", "cap-height", "class", "color",
    "color-rendering", "content", "cx", "cy", "d", "descent", "display", "dur", "dx", "dy", "end", "fill",
    "fill-opacity", "fill-rule", "font-family", "font-size", "font-stretch", "font-style", "font-variant",
    "font-weight", "from", "fx", "fy", "g1", "g2", "glyph-name", "gradientUnits", "hanging", "height", "horiz-adv-x",
    "horiz-origin-x", "id", "ideographic", "k", "keyPoints", "keySplines", "keyTimes", "lang", "marker-end",
    "marker-mid", "marker-start", "markerHeight", "markerUnits", "markerWidth", "mathematical", "max", "min", "name",
    "offset", "opacity", "orient", "origin", "overline-position", "overline-thickness", "panose-1", "path",
    "pathLength", "points", "preserveAspectRatio", "r", "refX", "refY", "repeatCount", "repeatDur",
    "requiredExtensions", "requiredFeatures", "restart", "rotate", "rx", "ry", "slope", "stemh", "stemv",
    "stop-color", "stop-opacity", "strikethrough-position", "strikethrough-thickness", "stroke", "stroke-dasharray",
    "stroke-dashoffset", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-opacity", "stroke-width",
    "style", "systemLanguage", "target", "text-anchor", "to", "transform", "type", "u1", "u2", "underline-position",
    "underline-thickness", "unicode", "unicode-range", "units-per-em", "values", "version", "viewBox", "visibility",
    "width", "widths", "x", "x-height", "x1", "x2", "xlink:actuate", "xlink:arcrole", "xlink:href", "xlink:role",
    "xlink:show", "xlink:title", "xlink:type", "xml:base", "xml:lang", "xml:space", "xmlns", "xmlns:xlink", "y", "y1",
    "y2", "zoomAndPan",
];

/// Elements of SVG as they are written where not all letters are small; HTML knows them in any case.
#[rustfmt::skip]
pub(super) static SVG_CAMEL_ELEMENTS: &[&str] = &[
    "altGlyph", "altGlyphDef", "altGlyphItem", "animateColor", "animateMotion", "animateTransform", "clipPath",
    "feBlend", "feColorMatrix", "feComponentTransfer", "feComposite", "feConvolveMatrix", "feDiffuseLighting",
    "feDisplacementMap", "feDistantLight", "feFlood", "feFuncA", "feFuncB", "feFuncG", "feFuncR", "feGaussianBlur",
    "feImage", "feMerge", "feMergeNode", "feMorphology", "feOffset", "fePointLight", "feSpecularLighting",
    "feSpotLight", "feTile", "feTurbulence", "foreignObject", "glyphRef", "linearGradient", "radialGradient",
    "textPath",
];

/// Attributes of SVG as they are written where not all letters are small.
#[rustfmt::skip]
pub(super) static SVG_CAMEL_ATTRIBUTES: &[&str] = &[
    "attributeName", "attributeType", "baseFrequency", "baseProfile", "calcMode", "clipPathUnits",
    "contentScriptType", "contentStyleType", "diffuseConstant", "edgeMode", "externalResourcesRequired", "filterRes",
    "filterUnits", "glyphRef", "gradientTransform", "gradientUnits", "kernelMatrix", "kernelUnitLength", "keyPoints",
    "keySplines", "keyTimes", "lengthAdjust", "limitingConeAngle", "markerHeight", "markerUnits", "markerWidth",
    "maskContentUnits", "maskUnits", "numOctaves", "pathLength", "patternContentUnits", "patternTransform",
    "patternUnits", "pointsAtX", "pointsAtY", "pointsAtZ", "preserveAlpha", "preserveAspectRatio", "primitiveUnits",
    "refX", "refY", "repeatCount", "repeatDur", "requiredExtensions", "requiredFeatures", "specularConstant",
    "specularExponent", "spreadMethod", "startOffset", "stdDeviation", "stitchTiles", "surfaceScale",
    "systemLanguage", "tableValues", "targetX", "targetY", "textLength", "viewBox", "viewTarget", "xChannelSelector",
    "yChannelSelector", "zoomAndPan",
];

static ATTRIBUTE_INDEX: Index<512> = Index::new(&ATTRIBUTES);

/// Whether readers let an attribute of this name, in any case, pass on an element of HTML.
pub(super) fn is_safe_attribute(name: &[u8]) -> bool {
    ATTRIBUTE_INDEX.find(&ATTRIBUTES, name).is_some()
}

static CSS_INDEX: Index<256> = Index::new(&CSS_PROPERTIES);

/// Whether a property may stand in a `style` attribute.
pub(super) fn is_safe_property(name: &str) -> bool {
    CSS_INDEX.find(&CSS_PROPERTIES, name.as_bytes()).is_some()
}

/// Whether `name` is in one of the sorted lists.
pub(super) fn is_in(list: &[&str], name: &str) -> bool {
    list.binary_search(&name).is_ok()
}

/// How SVG writes a name that HTML knows in any case.
pub(super) fn camel(list: &[&'static str], name: &str) -> Option<&'static str> {
    list.iter().find(|known| known.eq_ignore_ascii_case(name)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_whole_and_sorted() {
        let lists = [
            (CSS_KEYWORDS, 39),
            (MATHML_ELEMENTS, 30),
            (MATHML_ATTRIBUTES, 40),
            (SVG_ELEMENTS, 34),
            (SVG_ATTRIBUTES, 141),
            (SVG_CAMEL_ELEMENTS, 36),
            (SVG_CAMEL_ATTRIBUTES, 62),
        ];
        for (list, length) in lists {
            assert_eq!(list.len(), length, "{}", list[0]);
            assert!(list.is_sorted_by(|a, b| a < b), "{}", list[0]);
        }
        assert!(ATTRIBUTES.iter().skip(1).all(|name| is_safe_attribute(name.to_uppercase().as_bytes())));
        assert!(CSS_PROPERTIES.iter().skip(1).all(|name| is_safe_property(name)) && !is_safe_property("position"));
        assert!(!is_safe_attribute(b"") && !is_safe_attribute(b"onclick") && !is_safe_attribute(b"style"));
        assert_eq!(camel(SVG_CAMEL_ATTRIBUTES, "viewbox"), Some("viewBox"));
    }
}
