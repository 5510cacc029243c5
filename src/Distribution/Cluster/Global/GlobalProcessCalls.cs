using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Global;

/// <summary>What a process does with global names by itself; the rest is in <see cref="GlobalCalls"/>.</summary>
public static class GlobalProcessCalls
{
    extension(ProcessContext self)
    {
        /// <summary>As the form of the node, in order with what this process sends there otherwise: <c>global:send/2</c>.</summary>
        /// <param name="name">The name.</param>
        /// <param name="message">The message.</param>
        /// <returns>The process.</returns>
        /// <exception cref="ArgumentException">Nobody has the name (in Erlang the exit <c>{badarg, {Name, Message}}</c>).</exception>
        public ErlPid SendGlobal(ErlTerm name, ErlTerm message)
        {
            ErlPid pid = self.Node.WhereIsName(name) ?? throw GlobalCalls.Unknown(name);
            self.Send(pid, message);
            return pid;
        }
    }
}
