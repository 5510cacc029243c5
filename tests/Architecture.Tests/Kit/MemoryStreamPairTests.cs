using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Chan.TestKit;

namespace Chan.Architecture.Tests.Kit;

public sealed class MemoryStreamPairTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(int.MaxValue)]
    public async Task Bytes_arrive_in_order_whatever_the_chunk_size(int chunkSize)
    {
        using var pair = new MemoryStreamPair(chunkSize);
        await pair.First.WriteAsync(new byte[] { 1, 2, 3, 4 });
        await pair.First.WriteAsync(new byte[] { 5 });

        var received = new byte[5];
        int first = await pair.Second.ReadAsync(received);
        await pair.Second.ReadExactlyAsync(received.AsMemory(first));

        Assert.Equal(Math.Min(chunkSize, 4), first);
        Assert.Equal([1, 2, 3, 4, 5], received);
    }

    [Fact]
    public async Task A_read_into_no_room_waits_for_bytes_and_takes_none()
    {
        using var pair = new MemoryStreamPair();
        Task<int> waiting = pair.Second.ReadAsync(Memory<byte>.Empty).AsTask();
        Assert.False(waiting.IsCompleted);

        await pair.First.WriteAsync(new byte[] { 9 });

        Assert.Equal(0, await waiting.WaitAsync(TestTimeouts.Long));
        var received = new byte[1];
        await pair.Second.ReadExactlyAsync(received);
        Assert.Equal(9, received[0]);
    }

    [Fact]
    public async Task A_writer_waits_while_the_direction_is_full()
    {
        using var pair = new MemoryStreamPair(capacity: 4);
        Task writing = pair.First.WriteAsync(new byte[6]).AsTask();
        await pair.FirstToSecond.WaitForBytesAsync(4);
        Assert.False(writing.IsCompleted);

        await pair.Second.ReadExactlyAsync(new byte[6]);

        await writing.WaitAsync(TestTimeouts.Long);
    }

    [Fact]
    public async Task Closing_one_end_gives_the_other_what_is_queued_and_then_the_end()
    {
        using var pair = new MemoryStreamPair();
        await pair.First.WriteAsync(new byte[] { 1 });
        await pair.First.DisposeAsync();

        Assert.Equal(1, await pair.Second.ReadAsync(new byte[8]));
        Assert.Equal(0, await pair.Second.ReadAsync(new byte[8]));
        await Assert.ThrowsAsync<IOException>(() => pair.Second.WriteAsync(new byte[1]).AsTask());
    }

    [Fact]
    public async Task A_cut_breaks_waiting_reads_and_later_writes()
    {
        using var pair = new MemoryStreamPair();
        Task<int> waiting = pair.Second.ReadAsync(new byte[1]).AsTask();

        pair.Cut();

        await Assert.ThrowsAsync<IOException>(() => waiting);
        await Assert.ThrowsAsync<IOException>(() => pair.First.WriteAsync(new byte[1]).AsTask());
    }

    [Fact]
    public async Task Bytes_past_the_given_number_never_arrive()
    {
        using var pair = new MemoryStreamPair();
        pair.FirstToSecond.EndAfter(3);
        await pair.First.WriteAsync(new byte[] { 1, 2, 3, 4, 5 });

        var received = new byte[3];
        await pair.Second.ReadExactlyAsync(received);
        Assert.Equal([1, 2, 3], received);
        Assert.Equal(0, await pair.Second.ReadAsync(received));
    }

    [Fact]
    public async Task Held_bytes_arrive_when_they_are_released()
    {
        using var pair = new MemoryStreamPair();
        pair.FirstToSecond.Hold();
        await pair.First.WriteAsync(new byte[] { 1 });
        Task<int> waiting = pair.Second.ReadAsync(new byte[1]).AsTask();
        Assert.False(waiting.IsCompleted);

        pair.FirstToSecond.Release();

        Assert.Equal(1, await waiting.WaitAsync(TestTimeouts.Long));
    }

    [Fact]
    public async Task A_cancelled_read_loses_no_bytes()
    {
        using var pair = new MemoryStreamPair();
        using var cancel = new CancellationTokenSource();
        Task<int> waiting = pair.Second.ReadAsync(new byte[1], cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        await pair.First.WriteAsync(new byte[] { 7 });
        Assert.Equal(1, await pair.Second.ReadAsync(new byte[8]));
    }

    [Fact]
    public async Task Tls_runs_over_a_pair_in_small_chunks()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256);
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2090, 1, 1, 0, 0, 0, TimeSpan.Zero));
        using X509Certificate2 certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
        using var pair = new MemoryStreamPair(chunkSize: 5);
        await using var server = new SslStream(pair.First);
        await using var client = new SslStream(pair.Second);

        await Task.WhenAll(
            server.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }),
            client.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "test",
                EnabledSslProtocols = SslProtocols.None,
                RemoteCertificateValidationCallback = (_, shown, _, _) => shown!.GetCertHashString() == certificate.GetCertHashString(),
            })).WaitAsync(TestTimeouts.Long);
        await server.WriteAsync(new byte[] { 42 });
        var received = new byte[1];
        await client.ReadExactlyAsync(received);

        Assert.Equal(42, received[0]);
    }
}
