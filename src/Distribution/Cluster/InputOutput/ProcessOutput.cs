using Chan.Distribution.Cluster.InputOutput.Formatting;
using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.InputOutput;

/// <summary>Output of a process to its group leader: when another node spawned the process, it appears there.</summary>
public static class ProcessOutput
{
    extension(ProcessContext self)
    {
        /// <summary>Writes text, as <c>io:put_chars/1</c>. Completes when the group leader has written it.</summary>
        /// <param name="text">The text; a line ends with a line feed.</param>
        /// <exception cref="TermException">The error <c>terminated</c> when there is no group leader (any more), or what it reports.</exception>
        public Task PutCharsAsync(string text)
        {
            ArgumentNullException.ThrowIfNull(text);
            return self.RequestOutputAsync(ErlTerm.Utf8(text));
        }

        /// <summary>Writes text made from terms, as <c>io:format/2</c>.</summary>
        /// <param name="format">A format with directives such as <c>~p</c>, <c>~ts</c>, <c>~n</c>.</param>
        /// <param name="arguments">The terms that the directives take.</param>
        /// <exception cref="TermException">
        /// The error <c>badarg</c> when format and arguments do not go together, else as <see cref="PutCharsAsync"/>.
        /// </exception>
        public Task FormatAsync(string format, params IReadOnlyList<ErlTerm> arguments)
        {
            ArgumentNullException.ThrowIfNull(format);
            ArgumentNullException.ThrowIfNull(arguments);
            return self.PutCharsAsync(IoFormat.Format(ErlTerm.CharList(format), ErlTerm.List([.. arguments])));
        }

        internal async Task RequestOutputAsync(ErlTerm chars)
        {
            ErlTerm leader = self.GroupLeader.Equals(self.Node.HostPid) ? Atoms.User : self.GroupLeader;
            ErlReference request = self.Monitor(leader);
            self.SendIfThere(leader, ErlTerm.Tuple(
                IoAtoms.IoRequest, self.Self, request, ErlTerm.Tuple(IoAtoms.PutChars, IoAtoms.Unicode, chars)));
            ErlTerm answer = await self.ReceiveAsync(request).ConfigureAwait(false);
            if (answer is ErlTuple and [ErlAtom label, _, var reply] && label == IoAtoms.IoReply)
            {
                self.Demonitor(request, DemonitorOptions.Flush);
                if (reply is ErlTuple and [_, var reason])
                {
                    throw TermException.Error(reason);
                }

                return;
            }

            throw TermException.Error(ErlTerm.Atom("terminated"));
        }

        private void SendIfThere(ErlTerm leader, ErlTerm message)
        {
            if (leader is not ErlAtom name || self.Node.WhereIs(name) is not null)
            {
                GenMessage.TrySend(self, leader, message);
            }
        }
    }
}
