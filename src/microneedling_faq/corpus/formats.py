"""Which files of a corpus folder are read, by their suffix in small letters."""

STAFF_SUFFIX = ".toml"
RECORDS_SUFFIX = ".jsonl"
TEXT_SUFFIXES = frozenset({".md", ".txt"})
CONVERTED_SUFFIXES = frozenset({".csv", ".xlsx", ".html", ".htm", ".docx", ".pdf"})  # module `conversion`
CONVERTED_APART = CONVERTED_SUFFIXES - {".csv"}  # by libraries that a file may be hostile to (module `conversion_process`)
SAVE_AS = {  # what documents that cannot be read are to be saved as; other files (pictures, programs) are left alone
    **dict.fromkeys((".doc", ".rtf", ".odt", ".pages"), ".docx"),
    **dict.fromkeys((".xls", ".ods", ".numbers"), ".xlsx"),
    **dict.fromkeys((".ppt", ".pptx", ".odp", ".epub"), ".pdf"),
}
SUFFIXES = frozenset({STAFF_SUFFIX, RECORDS_SUFFIX, *TEXT_SUFFIXES, *CONVERTED_SUFFIXES, *SAVE_AS})
READ = ".md, .txt, .jsonl, .csv, .xlsx, .html, .docx, .pdf"  # as people are told
