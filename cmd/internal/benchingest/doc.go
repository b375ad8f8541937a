// Package benchingest measures how fast the program takes in a large mailbox,
// beside mbsync (isync), which copies the same mailbox to a Maildir. `make
// bench-ingest` runs it; no test does.
//
// Both are processes of their own that read one real Dovecot over TLS, in
// turns, and write to one file system, each as durably as it does by default:
// the program commits with synchronous=FULL, mbsync with FSync. The harness
// sees of the program only the `serve` command, its configuration, its log line
// "serving" and the ledger table, and of both what Linux tells in /proc. It
// leaves nothing behind.
package benchingest
