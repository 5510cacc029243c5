namespace Chan.Distribution.Tests.Hosting;

/// <summary>A server that asks for a scoped service and notes when its object is made and disposed.</summary>
internal sealed class ScopedServer : Recorded, IDisposable
{
    private readonly Diary _diary;

    public ScopedServer(Diary diary, ScopedThing thing)
        : base(diary)
    {
        Assert.NotNull(thing);
        _diary = diary;
        diary.Write("made");
    }

    public void Dispose() => _diary.Write("disposed");
}
