using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Chan.Protocol.Framing;
using Chan.Protocol.Handshake;
using Chan.Protocol.Tls;
using Chan.Protocol.Verifiers;
using Chan.TestKit;

namespace Chan.EndToEnd.Tests.Kit;

/// <summary>A connection to a gateway without the client library: plain bytes, or bytes inside TLS, as a hostile program would send them.</summary>
internal sealed class RawConnection : IAsyncDisposable
{
    private readonly TcpClient _tcp = new() { NoDelay = true };
    private Stream _stream = Stream.Null;

    private RawConnection()
    {
    }

    /// <summary>Connects and sends nothing.</summary>
    public static async Task<RawConnection> OpenAsync(IPEndPoint endPoint)
    {
        var connection = new RawConnection();
        await connection._tcp.ConnectAsync(endPoint).WaitAsync(TestTimeouts.Long);
        connection._stream = connection._tcp.GetStream();
        return connection;
    }

    /// <summary>Connects and opens TLS, believing any certificate.</summary>
    /// <exception cref="AuthenticationException">The gateway did not agree.</exception>
    /// <exception cref="IOException">The gateway closed instead.</exception>
    public static async Task<RawConnection> OpenTlsAsync(IPEndPoint endPoint, SslProtocols protocols = SslProtocols.Tls13, string applicationProtocol = "chan/1")
    {
        RawConnection connection = await OpenAsync(endPoint);
        try
        {
            var tls = new SslStream(connection._stream);
            connection._stream = tls;
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                EnabledSslProtocols = protocols,
                ApplicationProtocols = [new SslApplicationProtocol(applicationProtocol)],
                RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
            }).WaitAsync(TestTimeouts.Long);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends bytes; a peer that is gone already is not a fault of the sender.</summary>
    public async Task SendAsync(params byte[] bytes)
    {
        try
        {
            await _stream.WriteAsync(bytes).AsTask().WaitAsync(TestTimeouts.Long);
        }
        catch (IOException)
        {
            // The caller looks at what comes back, which says more than a failed write.
        }
    }

    /// <summary>Proves a password and starts the service; then nothing more is read unless the caller does.</summary>
    /// <param name="service">Name of the service.</param>
    /// <param name="password">The service's own.</param>
    public async Task LogInAsync(string service, string password)
    {
        X509Certificate certificate = ((SslStream)_stream).RemoteCertificate ?? throw new InvalidOperationException("There was no certificate.");
        using var random = RandomNumberGenerator.Create();
        using var handshake = new ClientHandshake(
            new ClientHandshakeOptions
            {
                Service = service,
                Password = ChanPassword.FromString(password),
                CertificateSha256 = ChanTls.HashOf(certificate),
            },
            random);
        byte[] send = handshake.Start();
        ClientHandshakeResult? result = null;
        while (result is null)
        {
            await SendAsync(send);
            byte[] frame = await ReadFrameAsync();
            Assert.NotEmpty(frame);
            (send, result) = handshake.Receive((FrameType)frame[0], frame.AsSpan(1));
        }

        Assert.IsType<ClientHandshakeResult.Ready>(result);
        await SendAsync(NativeBytes.Start());
    }

    /// <summary>Reads one frame of the native protocol; empty at the end of the connection.</summary>
    public async Task<byte[]> ReadFrameAsync()
    {
        var header = new byte[4];
        if (!await TryReadAsync(header))
        {
            return [];
        }

        var body = new byte[System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(header)];
        return await TryReadAsync(body) ? body : [];
    }

    /// <summary>Reads until the gateway closes or resets the connection, and gives what came.</summary>
    public async Task<byte[]> ReadToEndAsync()
    {
        var all = new MemoryStream();
        var buffer = new byte[4096];
        try
        {
            while (true)
            {
                int count = await _stream.ReadAsync(buffer).AsTask().WaitAsync(TestTimeouts.Long);
                if (count == 0)
                {
                    return all.ToArray();
                }

                all.Write(buffer, 0, count);
            }
        }
        catch (IOException)
        {
            return all.ToArray();
        }
    }

    /// <summary>Breaks the connection with a reset, as the death of a client's machine or program does at its worst.</summary>
    public void Reset()
    {
        _tcp.Client.LingerState = new LingerOption(enable: true, seconds: 0);
        _tcp.Client.Close();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _stream.DisposeAsync();
        }
        catch (IOException)
        {
            // The goodbye of TLS found nobody.
        }

        _tcp.Dispose();
    }

    private async Task<bool> TryReadAsync(byte[] buffer)
    {
        try
        {
            await _stream.ReadExactlyAsync(buffer).AsTask().WaitAsync(TestTimeouts.Long);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
