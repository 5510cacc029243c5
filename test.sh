#!/usr/bin/env bash
# Builds everything once and runs every test, one project after the other.
#
#   ./test.sh                 all tests
#   ./test.sh Terms Interop   only the projects whose names contain one of these words
#
# Needs the .NET SDK. Tests against real Erlang and Elixir nodes need these two, and those between two hosts need root and ip(8); on Debian
# what is missing is installed if that is possible, elsewhere the tests are skipped and say so (CHAN_REQUIRE_ERLANG=1 makes those that
# need Erlang fail instead).
# The last line is the sum; the exit code is 0 only if every project ran tests and none failed.
set -u
cd "$(dirname "$0")" || exit 2
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 MSBUILDDISABLENODEREUSE=1
results=TestResults
project_limit=600   # seconds; a project that hangs is ended and counts as failed
hang_limit=240s     # a test that takes longer ends its project, which names it

main() {
  rm -rf "$results" && mkdir -p "$results"
  if ! command -v dotnet >/dev/null; then
    echo "The .NET SDK is missing: https://dotnet.microsoft.com/download (version in global.json)." >&2
    finish 0 1 0
  fi
  install_missing
  if ! dotnet build Chan.slnx --nologo -v quiet </dev/null; then
    echo "The build failed."
    finish 0 1 0
  fi
  local passed=0 failed=0 skipped=0 project
  for project in $(projects "$@"); do
    run "$project"
  done
  if [ -n "$(ls -A "$results"/*.skipped 2>/dev/null)" ]; then
    echo
    echo "Skipped:"
    cat "$results"/*.skipped
  fi
  finish "$passed" "$failed" "$skipped"
}

# Quick projects first, those with real processes and sockets last.
projects() {
  local project
  for project in tests/*.Tests/*.csproj; do
    case "$project" in
      *Interop.Tests*|*EndToEnd.Tests*) echo "2 $project" ;;
      *) echo "1 $project" ;;
    esac
  done | sort | cut -d' ' -f2 | { if [ $# -gt 0 ]; then grep -F "$(printf '%s\n' "$@")"; else cat; fi; }
}

run() {
  local project=$1 name trx counters total executed good bad status seconds=$SECONDS
  name=$(basename "$project" .csproj)
  trx="$results/$name.trx"
  limit dotnet test "$project" --no-build --nologo --results-directory "$results" --logger "trx;LogFileName=$name.trx" \
    --logger "console;verbosity=minimal" --blame-hang-timeout "$hang_limit" --blame-hang-dump-type none </dev/null >"$results/$name.log" 2>&1
  status=$?
  counters=$(grep -o '<Counters [^>]*>' "$trx" 2>/dev/null | head -n 1)
  total=$(count total "$counters") executed=$(count executed "$counters") good=$(count passed "$counters")
  bad=$((executed - good))
  # A crash, a time-out and a project without tests are failures, whatever the counters say.
  if [ "$total" -eq 0 ] || { [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; }; then
    bad=$((bad + 1))
    echo "$name did not run to its end (exit code $status)"
  fi
  if [ "$bad" -gt 0 ]; then
    cat "$results/$name.log"
  fi
  passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + total - executed))
  [ "$total" -eq "$executed" ] || reasons "$trx" >"$results/$name.skipped"
  printf '%-28s %4d passed, %d failed, %d skipped  (%d s)\n' "$name" "$good" "$bad" "$((total - executed))" "$((SECONDS - seconds))"
}

limit() {
  if command -v timeout >/dev/null; then timeout --kill-after=10 "$project_limit" "$@"; else "$@"; fi
}

count() {
  local value
  value=$(printf '%s' "$2" | sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p")
  echo "${value:-0}"
}

# Name and reason of every skipped test of a result file.
reasons() {
  tr '\n' ' ' <"$1" | sed 's/<UnitTestResult /\n&/g' | grep 'outcome="NotExecuted"' \
    | sed -E 's/.*testName="([^"]*)".*<Message>([^<]*)<\/Message>.*/  \1: \2/; s/.*testName="([^"]*)".*/  \1: (no reason given)/'
}

install_missing() {
  local packages=""
  command -v erl >/dev/null || packages="erlang"
  command -v elixir >/dev/null || packages="$packages elixir"
  command -v ip >/dev/null || packages="$packages iproute2"
  [ -n "$packages" ] || return
  command -v apt-get >/dev/null || return
  local root=""
  if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || return
    root="sudo -n"
  fi
  echo "Installing what tests need beside .NET:" $packages
  # shellcheck disable=SC2086 # a list of words
  if ! { $root apt-get update -qq && $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages; } \
      </dev/null >"$results/apt.log" 2>&1; then
    echo "They could not be installed (see $results/apt.log); the tests that need them are skipped."
  fi
}

finish() {
  echo "$1 $2 $3" >"$results/totals"
  local line="$1 passed, $2 failed"
  [ "$3" -eq 0 ] || line="$line, $3 skipped"
  echo "$line"
  [ "$2" -eq 0 ] && [ "$1" -gt 0 ]
  exit $?
}

main "$@"
