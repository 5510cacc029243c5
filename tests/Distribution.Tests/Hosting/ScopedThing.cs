namespace Chan.Distribution.Tests.Hosting;

/// <summary>A scoped service that notes its end.</summary>
internal sealed class ScopedThing(Diary diary) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        // Really asynchronous: whoever does not await it is found out.
        await Task.Yield();
        diary.Write("scope ends");
    }
}
