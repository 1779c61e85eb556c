"""What stands in a capture for whoever opens it: what it holds, shows and does not show."""

README = """\
A capture: what a page said, and when it was on record

WHAT IS IN HERE
  archive/data.warc.gz     what was asked and answered, with every header (WARC 1.1)
  pages/, indexes/         for programs that show such archives (this file is a WACZ)
  evidence/text-N.txt      the text that was read in it, as version N; .json with its clauses
  evidence/text-N.compared.txt    the same with spaces and dates in one spelling
  evidence/entry-N.json    leaves of the log, each with its proof (C2SP tlog-proof)
  evidence/record-….json   what was gathered into such a leaf, with its way there
  evidence/checkpoint-N    signed checkpoints of the log, and the time stamps over them (.tsr)
  evidence/policy.txt      the key of the log; ask for it by another way than from us

HOW TO CHECK IT, WITHOUT OUR SOFTWARE
  1. Files: datapackage.json names the SHA-256 of each. Any WARC program reads the archive.
  2. Bytes: the SHA-256 of a record's body stands under "received" in the look's record
     (evidence/record-look-*.json). The exchange around it stands in the archive's
     metadata record under "exchange"; spelled as JSON without spaces, keys sorted, its SHA-256
     stands under "exchanges".
  3. Text: the SHA-256 of text-N.compared.txt is "text" in the entry policy.version.
  4. Log: SHA-256(0x00 then the record) goes up "way" with SHA-256(0x01 left right) to the "root"
     in the batch's entry; the entry's own proof leads to the signed checkpoint in the same way.
  5. Time: openssl ts -verify -data checkpoint-N -in checkpoint-N.1.tsr -CAfile YOUR-ROOTS.pem
     A file entry-N.body.json stands for a leaf that names its body by a digest.

WHAT IT DOES NOT SHOW
  - That everybody was shown this page: servers may answer others otherwise. One observer looked.
  - That the server's owner sent it: connections are encrypted for two, and cannot be shown to a
    third. The digests of the certificates we verified are our word.
  - The bytes on the wire: bodies are kept unpacked; headers that spoke of the packing are set aside
    as x-archive-orig-…. Pictures, styles and scripts of the page are not in here.
  - That the text has this or that meaning in law.
  - When it was first seen, beyond our word: the log fixes that it was on record before the time
    stamp. Without a .tsr file, nobody but us says when.
  - What a "resource" record holds was made by a browser of ours, or brought by a person as a file;
    its metadata says which. It is no answer of a server.
"""
