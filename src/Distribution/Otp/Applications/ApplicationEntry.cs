using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Supervision;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Applications;

/// <summary>An application that starts, runs or stops.</summary>
/// <param name="name">The application.</param>
/// <param name="kind">What its end means.</param>
/// <param name="master">Its master; <see langword="null"/> for a start that is refused before there is one.</param>
internal sealed class ApplicationEntry(ErlAtom name, RestartKind kind, ErlPid? master)
{
    private readonly List<GenFrom> _waiting = [];

    public ErlAtom Name { get; } = name;

    public RestartKind Kind { get; } = kind;

    public ErlPid? Master { get; } = master;

    public bool IsRunning { get; set; }

    /// <summary>Somebody waits for its start or its end.</summary>
    public void AddWaiting(GenFrom from) => _waiting.Add(from);

    public void Answer(ProcessContext self, ErlTerm answer)
    {
        foreach (GenFrom each in _waiting)
        {
            each.Reply(self, answer);
        }

        _waiting.Clear();
    }
}
