#!/usr/bin/env bash
# How fast `feedmill serve` answers, beside nginx with the same files on the same machine, in one run; and whether its
# memory stays flat over a million requests. Needs wrk, nginx, curl and python3; writes below a temporary folder only.
#
#     tests/serve/bench.sh                        builds a release first
#     FEEDMILL=target/release/feedmill ROUNDS=9 SECONDS_EACH=10 tests/serve/bench.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

rounds=${ROUNDS:-5} each=${SECONDS_EACH:-10} connections=${CONNECTIONS:-64} threads=${THREADS:-2} requests=${REQUESTS:-1000000}
export PATH=$PATH:/usr/sbin
for tool in wrk nginx curl python3; do
    command -v "$tool" >/dev/null || { echo "bench.sh: $tool is not installed" >&2; exit 2; }
done
if [ -z "${FEEDMILL:-}" ]; then
    cargo build --release --locked
    FEEDMILL=target/release/feedmill
fi
feedmill=$(realpath "$FEEDMILL")

folder=$(mktemp -d)
pids=()
finish() {
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
    rm -rf "$folder"
}
trap finish EXIT

# A site whose feed has some 60 KB.
mkdir -p "$folder/site/articles"
python3 - "$folder/site" <<'PYTHON'
import random, sys
site = sys.argv[1]
open(f"{site}/feedmill.toml", "w").write(
    '[site]\ntitle = "The Harbour Gazette"\nurl = "https://gazette.example/"\n'
    '[output]\ndir = "feeds"\n')
rng = random.Random(1)
words = ["".join(rng.choice("bcdfghklmnprstvw") + rng.choice("aeiou") for _ in range(rng.randint(1, 4))) for _ in range(3000)]
for n in range(20):
    text = " ".join(rng.choice(words) for _ in range(430))
    open(f"{site}/articles/{n:02}.md", "w").write(
        f'+++\ntitle = "Report {n}"\ndate = 2026-11-{n + 1:02}T08:00:00Z\n+++\n{text}.\n')
PYTHON
"$feedmill" -C "$folder/site" build --quiet || true
feed=$folder/site/feeds/rss.xml
gzip -9 -k -n "$feed"
size=$(stat -c %s "$feed")

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# nginx, set up for files that hardly change.
nginx_port=$(free_port)
mkdir "$folder/nginx"
cat >"$folder/nginx/nginx.conf" <<CONF
worker_processes $(nproc);
daemon off;
pid $folder/nginx/pid;
error_log $folder/nginx/error.log;
events { worker_connections 1024; }
http {
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 100000000;
    open_file_cache max=1000;
    open_file_cache_valid 60s;
    etag on;
    gzip off;
    gzip_static on;
    gzip_vary on;
    types { "application/rss+xml" xml; }
    client_body_temp_path $folder/nginx/body;
    proxy_temp_path $folder/nginx/proxy;
    fastcgi_temp_path $folder/nginx/fastcgi;
    uwsgi_temp_path $folder/nginx/uwsgi;
    scgi_temp_path $folder/nginx/scgi;
    server { listen 127.0.0.1:$nginx_port; root $folder/site/feeds; add_header Cache-Control "max-age=300"; }
}
CONF
chmod 755 "$folder" "$folder/nginx"
nginx -p "$folder/nginx" -c "$folder/nginx/nginx.conf" 2>/dev/null &
pids+=($!)

feedmill_port=$(free_port)
if [ -n "${STUB:-}" ]; then
    "$STUB" "127.0.0.1:$feedmill_port" "$folder/site/feeds" &
else
    "$feedmill" -C "$folder/site" serve --port "$feedmill_port" --quiet 2>"$folder/serve.log" &
fi
server=$!
pids+=($server)

for port in $nginx_port $feedmill_port; do
    for _ in $(seq 100); do
        curl -sf -o "$folder/answer" "http://127.0.0.1:$port/rss.xml" && break
        sleep 0.1
    done
    cmp "$folder/answer" "$feed"
    curl -sf -H 'Accept-Encoding: gzip' "http://127.0.0.1:$port/rss.xml" | gzip -dc | cmp - "$feed"
done

etag() { curl -sfI "$@" | tr -d '\r' | sed -n 's/^[Ee][Tt]ag: //p'; }
# Prints requests a second; stops where an answer is not what was asked for.
rate() {
    local port=$1 kind=$2 header=() url=http://127.0.0.1:$1/rss.xml expected=200
    case $kind in
        gzip) header=(-H "Accept-Encoding: gzip") ;;
        304) header=(-H "If-None-Match: $(etag "$url")") expected=304 ;;
    esac
    [ "$(curl -s -o /dev/null -w '%{http_code}' "${header[@]}" "$url")" = $expected ]
    wrk -t"$threads" -c"$connections" -d"${each}s" "${header[@]}" "$url" >"$folder/wrk"
    if grep -q -e 'Non-2xx' -e 'Socket errors' "$folder/wrk"; then cat "$folder/wrk" >&2; return 1; fi
    sed -n 's/^Requests\/sec: *//p' "$folder/wrk"
}

for kind in 304 identity gzip; do
    for _ in $(seq "$rounds"); do
        rate "$nginx_port" $kind >>"$folder/$kind.nginx"
        rate "$feedmill_port" $kind >>"$folder/$kind.feedmill"
    done
done
python3 - "$folder" "$size" "$(stat -c %s "$feed.gz")" <<'PYTHON'
import statistics, sys
folder, size, packed = sys.argv[1:]
print(f"a feed of {size} bytes, {packed} as gzip; medians and the least and most of all rounds\n")
print("| answer | nginx, requests/s | feedmill, requests/s | ratio |\n|---|--:|--:|--:|")
for kind, name in ("304", "304"), ("identity", "200"), ("gzip", "200, gzip"):
    read = lambda who: sorted(float(line) for line in open(f"{folder}/{kind}.{who}"))
    shown = lambda rates: f"{statistics.median(rates):,.0f} ({rates[0]:,.0f}–{rates[-1]:,.0f})"
    nginx, feedmill = read("nginx"), read("feedmill")
    print(f"| {name} | {shown(nginx)} | {shown(feedmill)} | {statistics.median(feedmill) / statistics.median(nginx):.2f} |")
PYTHON

# Memory, before and after.
memory() { sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$server/status"; }
before=$(memory) done=0
while [ "$done" -lt "$requests" ]; do
    wrk -t"$threads" -c"$connections" -d5s "http://127.0.0.1:$feedmill_port/rss.xml" >"$folder/wrk"
    done=$((done + $(sed -n 's/^ *\([0-9]*\) requests in.*/\1/p' "$folder/wrk")))
done
echo
echo "memory: $before kB before, $(memory) kB after $done requests more"
