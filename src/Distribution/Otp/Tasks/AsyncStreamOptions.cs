using Chan.Terms;

namespace Chan.Distribution.Otp.Tasks;

/// <summary>How a stream of tasks runs.</summary>
public sealed record AsyncStreamOptions
{
    internal static readonly AsyncStreamOptions Default = new();

    private readonly int _maxConcurrency = Environment.ProcessorCount;
    private readonly TimeSpan _timeout = TimeSpan.FromSeconds(5);

    /// <summary>Most tasks that are started and whose outcome is not handed out yet; 1 or more. Default: the number of processors.</summary>
    public int MaxConcurrency
    {
        get => _maxConcurrency;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _maxConcurrency = value;
        }
    }

    /// <summary>
    /// How long an item may take, from the start of its task; looked at when its turn comes. <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>
    /// sets no limit. Default: 5 seconds.
    /// </summary>
    public TimeSpan Timeout
    {
        get => _timeout;
        init
        {
            if (value != System.Threading.Timeout.InfiniteTimeSpan)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            }

            _timeout = value;
        }
    }

    /// <summary>What follows then. Default: the reader exits.</summary>
    public TaskTimeoutAction OnTimeout { get; init; } = TaskTimeoutAction.Exit;

    /// <summary>
    /// A <see cref="TaskSupervisor"/> of this node, in any form of a name: the tasks are linked to it and not to the reader, so that a crash is an outcome.
    /// Default: none, a crash ends the reader unless it traps exits.
    /// </summary>
    public ErlTerm? Supervisor { get; init; }
}
