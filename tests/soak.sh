#!/usr/bin/env bash
# The test of many sessions with full numbers: 1,000 idle and 64 busy sessions at one gateway process. Some minutes on a small machine.
# It prints the times and fails if anything of the sessions stays behind. Larger ones: CHAN_SOAK_IDLE=5000 CHAN_SOAK_ROUNDS=1000 tests/soak.sh
set -eu
cd "$(dirname "$0")/.."
export CHAN_SOAK_IDLE="${CHAN_SOAK_IDLE:-1000}" CHAN_SOAK_BUSY="${CHAN_SOAK_BUSY:-64}" CHAN_SOAK_ROUNDS="${CHAN_SOAK_ROUNDS:-200}"
dotnet build Chan.slnx --nologo -v quiet
dotnet test tests/EndToEnd.Tests --no-build --nologo --filter FullyQualifiedName~ManySessionsTests --logger "console;verbosity=detailed"
