//! What happens to archives when settings change, and when somebody deletes documents.
