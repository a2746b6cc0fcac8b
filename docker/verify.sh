#!/usr/bin/env bash
# Builds the image, runs it as compose.yaml does, writes a document, kills it with SIGKILL, starts it again and reads.
# Needs npm ci in the project's folder, for the client that it edits with. Ends with status 0 when everything was as it should be.
#
#   CONTAINER_ENGINE   docker or podman; default: what there is
#   BUILD_COMMAND      what builds, with `-t <name> -f <Dockerfile> <folder>` put behind it; default: "<engine> build"
#   VERIFY_PORT        a free port of 127.0.0.1; default 18390
#   KEEP_IMAGE         set it to keep the image
set -euo pipefail
cd "$(dirname "$0")/.."

engine=${CONTAINER_ENGINE:-$(command -v docker >/dev/null && echo docker || echo podman)}
read -ra build <<<"${BUILD_COMMAND:-$engine build}"
port=${VERIFY_PORT:-18390}
name=manyhands-verify-$$
image=manyhands:verify
most_megabytes=300
url=http://localhost:$port

say() { printf '%s\n' "$*"; }
fail() {
  say "FAILED: $*"
  "$engine" logs "$name" 2>&1 | tail -20 || true
  exit 1
}
clean_up() {
  "$engine" rm -f "$name" >/dev/null 2>&1 || true
  "$engine" volume rm -f "$name" >/dev/null 2>&1 || true
  [ -n "${KEEP_IMAGE:-}" ] || "$engine" rmi -f "$image" >/dev/null 2>&1 || true
}
trap clean_up EXIT

wait_until_ready() {
  curl -fsS --retry 60 --retry-delay 1 --retry-all-errors --retry-connrefused -o /dev/null "$url/readyz" 2>/dev/null ||
    fail "not ready after a minute"
}

# runs code in the container, as the server's own user
inside() { "$engine" exec "$name" node -e "$1"; }

say "building with: ${build[*]}"
"${build[@]}" -t "$image" -f docker/Dockerfile .

bytes=$("$engine" image inspect --format '{{.Size}}' "$image")
megabytes=$((bytes / 1000000))
[ "$megabytes" -lt "$most_megabytes" ] || fail "the image has $megabytes MB, $most_megabytes are the most"
say "size: $megabytes MB"

"$engine" run --rm "$image" >/dev/null 2>&1 && fail "it started without ACCESS although others could reach it"
say "refuses to start where nobody said ACCESS=open: yes"

"$engine" volume create "$name" >/dev/null
"$engine" run -d --name "$name" -p "127.0.0.1:$port:8080" -e ACCESS=open -e PUBLIC_URL="$url" -v "$name:/data" \
  --read-only --tmpfs /tmp --cap-drop all --security-opt no-new-privileges "$image" >/dev/null
wait_until_ready

[ "$(inside 'process.stdout.write(String(process.getuid()))')" = 1000 ] || fail "the server does not run as user 1000"
say "user: 1000"
for path in / /app /usr/local /home/node; do
  inside "require('fs').writeFileSync('$path/probe', '')" 2>/dev/null && fail "$path can be written"
done
inside "for (const f of ['/data/probe', '/tmp/probe']) { require('fs').writeFileSync(f, ''); require('fs').rmSync(f); }" ||
  fail "/data or /tmp cannot be written"
say "read-only root: yes"

if [ "$engine" = podman ]; then
  "$engine" healthcheck run "$name" || fail "the health check fails"
else
  for _ in $(seq 60); do
    health=$("$engine" inspect --format '{{.State.Health.Status}}' "$name")
    [ "$health" = starting ] || break
    sleep 1
  done
  [ "$health" = healthy ] || fail "the health check says $health"
fi
say "health check: passes"

curl -fsS "$url/" | grep -q '<!doctype html>' || fail "the web app is not served"
say "web app: served"

text=$'# Written before the kill\n\nMany hands make light work.\n'
id=$(curl -fsS -X POST -H 'Content-Type: text/markdown' --data-binary "$text" "$url/api/v1/documents" |
  sed -n 's/.*"id":"\([^"]*\)".*/\1/p' || true)
[ -n "$id" ] || fail "no document was made"
before=$(curl -fsS "$url/api/v1/documents/$id/content?format=markdown") || fail "the document cannot be read"
grep -q 'Many hands make light work.' <<<"$before" || fail "the document does not say what was written: $before"
say "document $id: written"
for transport in websocket polling; do
  npm exec -c "node docker/verify-edit.ts $url $id $transport over-$transport" 2>/dev/null || fail "no edit over $transport"
done
before=$(curl -fsS "$url/api/v1/documents/$id/content?format=markdown") || fail "the document cannot be read"
grep -q over-websocket <<<"$before" && grep -q over-polling <<<"$before" || fail "an edit is missing: $before"
say "edits over WebSocket and polling: acknowledged, and in the export"

"$engine" kill -s KILL "$name" >/dev/null
"$engine" start "$name" >/dev/null
wait_until_ready
after=$(curl -fsS "$url/api/v1/documents/$id/content?format=markdown") || fail "the document is gone"
[ "$after" = "$before" ] || fail "after the kill the document says: $after"
say "after kill -9 and start: the same"

"$engine" stop -t 15 "$name" >/dev/null
code=$("$engine" inspect --format '{{.State.ExitCode}}' "$name")
[ "$code" = 0 ] || fail "it ended with $code on SIGTERM"
say "SIGTERM: ended by itself with 0"
say "everything as it should be"
