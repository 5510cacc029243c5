using Chan.Distribution.Net.Carriers;
using Chan.Distribution.Net.Names;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Net.Carriers;

public sealed class MemoryNetworkTests
{
    private static readonly NodeName A = NodeName.Parse("a@memory");
    private static readonly NodeName B = NodeName.Parse("b@memory");

    private readonly TestClock _clock = new();
    private readonly MemoryNetwork _network;

    public MemoryNetworkTests() => _network = new MemoryNetwork(_clock);

    private INodeNetwork Nodes => _network;

    [Fact]
    public async Task Bytes_arrive_in_order_and_the_end_after_them()
    {
        (CarrierConnection left, CarrierConnection right) = await ConnectAsync();

        await left.Stream.WriteAsync(new byte[] { 1, 2 });
        await left.Stream.WriteAsync(new byte[] { 3 });
        await left.DisposeAsync();

        Assert.Equal([1, 2, 3], await ReadAsync(right, 3));
        Assert.Equal(0, await right.Stream.ReadAsync(new byte[1]));
        await Assert.ThrowsAsync<IOException>(async () => await right.Stream.WriteAsync(new byte[1]));
    }

    [Fact]
    public async Task A_cut_link_fails_at_both_ends_at_once_and_refuses_new_connections_until_it_is_healed()
    {
        (CarrierConnection left, CarrierConnection right) = await ConnectAsync();
        Task<int> reading = right.Stream.ReadAsync(new byte[1]).AsTask();

        _network.Cut("b@memory", "a@memory");

        await Assert.ThrowsAsync<IOException>(() => reading.WaitAsync(TestTimeouts.Long));
        await Assert.ThrowsAsync<IOException>(async () => await left.Stream.WriteAsync(new byte[1]));
        CarrierException refused = await Assert.ThrowsAsync<CarrierException>(async () => await Nodes.ConnectAsync(A, B, default));
        Assert.Equal(CarrierFault.Unreachable, refused.Fault);
        _network.Heal("a@memory", "b@memory");
        await using CarrierConnection again = await Nodes.ConnectAsync(A, B, default);
    }

    [Fact]
    public async Task A_halted_direction_holds_bytes_and_the_other_flows()
    {
        (CarrierConnection left, CarrierConnection right) = await ConnectAsync();
        _network.HaltOneWay("a@memory", "b@memory");

        await left.Stream.WriteAsync(new byte[] { 7 });
        Task<byte[]> held = ReadAsync(right, 1);
        await right.Stream.WriteAsync(new byte[] { 8 });

        Assert.Equal([8], await ReadAsync(left, 1));
        Assert.False(held.IsCompleted);
        _network.Heal("a@memory", "b@memory");
        Assert.Equal([7], await held.WaitAsync(TestTimeouts.Long));
    }

    [Fact]
    public async Task Bytes_are_on_the_way_for_as_long_as_the_delay_says()
    {
        (CarrierConnection left, CarrierConnection right) = await ConnectAsync();
        _network.SetDelay("a@memory", "b@memory", TimeSpan.FromMilliseconds(30));

        await left.Stream.WriteAsync(new byte[] { 5 });
        Task<byte[]> delayed = ReadAsync(right, 1);
        await _clock.WaitForTimerAsync(TimeSpan.FromMilliseconds(30));
        _clock.Advance(TimeSpan.FromMilliseconds(29));
        Assert.False(delayed.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal([5], await delayed.WaitAsync(TestTimeouts.Long));
    }

    [Fact]
    public async Task A_writer_waits_when_nobody_reads()
    {
        (CarrierConnection left, CarrierConnection right) = await ConnectAsync();

        Task writing = left.Stream.WriteAsync(new byte[1_000_000]).AsTask();

        Assert.False(writing.IsCompleted);
        Assert.Equal(1_000_000, (await ReadAsync(right, 1_000_000)).Length);
        await writing.WaitAsync(TestTimeouts.Long);
    }

    private static async Task<byte[]> ReadAsync(CarrierConnection connection, int count)
    {
        byte[] bytes = new byte[count];
        await connection.Stream.ReadExactlyAsync(bytes).AsTask().WaitAsync(TestTimeouts.Long);
        return bytes;
    }

    private async Task<(CarrierConnection Left, CarrierConnection Right)> ConnectAsync()
    {
        INodePresence place = await Nodes.JoinAsync(B, default);
        CarrierConnection left = await Nodes.ConnectAsync(A, B, default);
        IncomingConnection incoming = await place.Listeners[0].AcceptAsync(default);
        return (left, await incoming.OpenAsync(default));
    }
}
