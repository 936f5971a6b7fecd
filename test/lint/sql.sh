#!/usr/bin/env bash
# SQL lives in *_db.c as named constants, is never formatted, and migrations
# follow the rules for live tables.
set -euo pipefail
cd "$(dirname "$0")/../.."
bad=0
say() { echo "$*"; bad=1; }
words='"[^"]*\b(SELECT [^"]*\bFROM|INSERT INTO|UPDATE [a-z_]+ SET|DELETE FROM|CREATE (TABLE|INDEX|ROLE))\b'
hits=$(grep -nE "$words" $(find lib fcgi -name '*.c' | grep -Ev '_db\.c$|^lib/db/|^fcgi/stream_db') || true)
[ -z "$hits" ] || say "$hits
^ SQL outside of *_db.c"
# db_* calls take a constant named SQL_…
hits=$(find lib fcgi -name '*_db.c' -print0 | xargs -0 -r perl -0777 -ne '
	while (/\bdb_(?:one|maybe|all|int|exec|queue|each|prologue)\s*\(\s*cx\s*,\s*([^,]+),/g) {
		my $a = $1; $a =~ s/\s+/ /g;
		print "$ARGV: statement is not a named constant: $a\n" unless $a =~ /^((?:\w+ \? )?SQL_[A-Z0-9_]+(?: : SQL_[A-Z0-9_]+)?|sql|q->sql|[a-z_]*_sql\b.*|\w+\[\w+\](?:\.sql)?)$/;
	}')
[ -z "$hits" ] || say "$hits"
hits=$(grep -nE '(snprintf|arena_printf|buf_printf)\([^;]*"(SELECT|INSERT|UPDATE|DELETE|ALTER|DROP)\b' -r lib fcgi --include='*.c' | grep -Ev '^lib/db/' || true)
[ -z "$hits" ] || say "$hits
^ SQL must not be formatted"
# Migrations.
for f in sql/[0-9]*.sql; do
	grep -q '^-- doc: ' "$f" || say "$f: no '-- doc:' line"
	for s in up verify down; do grep -q "^-- $s\$" "$f" || say "$f: no '-- $s' section"; done
	grep -nEi '\b(serial|bigserial)\b' "$f" && say "$f: identity, not serial"
	grep -nEi '\btimestamp\b( without|[ ,]|$)' "$f" | grep -viE 'timestamptz|:=|::timestamp' && say "$f: timestamptz, not timestamp"
	grep -nEi '\bvarchar *\(' "$f" && say "$f: text with a check, not varchar(n)"
done
(cd sql && sha256sum --quiet --strict -c SUMS) || say "sql/SUMS is not what the files are"
[ $bad -eq 0 ] && echo "ok - lint: SQL where it belongs, migrations by the rules"
exit $bad
