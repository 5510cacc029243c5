using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Sys;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Servers;

/// <summary>What a handler gave back, whichever it was, and whom it answers.</summary>
internal readonly struct ServerOutcome
{
    private readonly ErlTerm? _answer;
    private readonly GenFrom _from;

    public ServerOutcome(CallResult result, GenFrom from)
        => (Next, StopReason, _answer, _from) = (result.Next, result.StopReason, result.Answer, from);

    public ServerOutcome(HandleResult result) => (Next, StopReason) = (result.Next, result.StopReason);

    public Next Next { get; }

    public ErlTerm? StopReason { get; }

    /// <summary>Whether the result answers the call.</summary>
    public bool HasAnswer => _answer is not null;

    public void Reply(ProcessContext self)
    {
        if (_answer is not null)
        {
            _from.Reply(self, _answer);
        }
    }

    /// <summary>The system event of the answer, or of none.</summary>
    public ErlTerm ToEvent(ErlTerm state) => _answer is null ? EventText.NoReply(state) : EventText.Sent(_answer, _from, state);
}
