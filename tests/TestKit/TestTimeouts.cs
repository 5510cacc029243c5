using System.Diagnostics.CodeAnalysis;

namespace Chan.TestKit;

/// <summary>Upper bounds for what a test waits for. They end a test that would hang; no test's outcome depends on their size.</summary>
public static class TestTimeouts
{
    /// <summary>For anything that happens inside the process: 30 seconds, generous because test machines are shared.</summary>
    [SuppressMessage("Naming", "CA1720", Justification = "A length of time, not the type.")]
    public static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    /// <summary>For starting or ending another operating system process: 60 seconds.</summary>
    public static readonly TimeSpan Process = TimeSpan.FromSeconds(60);
}
