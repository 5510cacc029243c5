using Chan.Server.Listening.Admission;

namespace Chan.Server.Tests.Listening.Admission;

public class ComputationSlotsTests
{
    [Fact]
    public async Task As_many_enter_as_there_are_slots_and_the_rest_waits_in_order()
    {
        using var slots = new ComputationSlots(slots: 2, queue: 2);
        Assert.True(await slots.TryEnterAsync(default));
        Assert.True(await slots.TryEnterAsync(default));
        Task<bool> third = slots.TryEnterAsync(default).AsTask();
        Task<bool> fourth = slots.TryEnterAsync(default).AsTask();
        Assert.False(third.IsCompleted);

        slots.Release();
        Assert.True(await third);
        Assert.False(fourth.IsCompleted);
        slots.Release();
        Assert.True(await fourth);
    }

    [Fact]
    public async Task A_full_queue_refuses_at_once()
    {
        using var slots = new ComputationSlots(slots: 1, queue: 1);
        Assert.True(await slots.TryEnterAsync(default));
        Task<bool> waiting = slots.TryEnterAsync(default).AsTask();

        Assert.False(await slots.TryEnterAsync(default));
        slots.Release();
        Assert.True(await waiting);
        Task<bool> next = slots.TryEnterAsync(default).AsTask();
        Assert.False(next.IsCompleted);
    }

    [Fact]
    public async Task A_waiter_that_gives_up_leaves_the_queue()
    {
        using var slots = new ComputationSlots(slots: 1, queue: 1);
        Assert.True(await slots.TryEnterAsync(default));
        using var patience = new CancellationTokenSource();
        Task<bool> waiting = slots.TryEnterAsync(patience.Token).AsTask();
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        Task<bool> next = slots.TryEnterAsync(default).AsTask();
        Assert.False(next.IsCompleted);
        slots.Release();
        Assert.True(await next);
    }
}
