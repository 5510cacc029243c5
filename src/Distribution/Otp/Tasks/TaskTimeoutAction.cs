namespace Chan.Distribution.Otp.Tasks;

/// <summary>What follows when an item of a stream takes too long.</summary>
public enum TaskTimeoutAction
{
    /// <summary>The process that reads the stream exits with <c>{timeout, {task, async_stream, [Timeout]}}</c>, unless it catches that.</summary>
    Exit,

    /// <summary>The task is killed, the outcome of the item is the exit <c>timeout</c>, and the stream goes on.</summary>
    KillTask,
}
