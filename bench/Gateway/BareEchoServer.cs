using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Chan.Protocol.Tls;

namespace Chan.Benchmarks.Gateway;

/// <summary>What TLS alone costs: sends every byte back, with the TLS settings of the gateway and nothing above them.</summary>
internal static class BareEchoServer
{
    internal const string Role = "bare-echo-server";

    internal static async Task RunAsync()
    {
        using X509Certificate2 certificate = MakeCertificate();
        SslServerAuthenticationOptions options = ChanTls.CreateServerOptions(certificate);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Console.WriteLine(((IPEndPoint)listener.LocalEndpoint).Port);

        // Not Console.In, whose asynchronous methods block.
        using var input = new StreamReader(Console.OpenStandardInput());
        Task end = MemoryAndTime.AnswerAsync(input);
        while (true)
        {
            Task<Socket> accept = listener.AcceptSocketAsync();
            if (await Task.WhenAny(accept, end) == end)
            {
                return;
            }

            // Owned by the process, which measures and ends.
            Socket socket = await accept;
            ThreadPool.UnsafeQueueUserWorkItem(_ => EchoAsync(socket, options).ContinueWith(static _ => { }, TaskScheduler.Default), null);
        }
    }

    /// <summary>A client's end of the echo.</summary>
    internal static async Task<SslStream> ConnectAsync(int port)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await stream.AuthenticateAsClientAsync(new ClientTls(ServerTrust.ByPassword).CreateOptions("localhost"));
        return stream;
    }

    private static async Task EchoAsync(Socket socket, SslServerAuthenticationOptions options)
    {
        socket.NoDelay = true;
        await using var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await stream.AuthenticateAsServerAsync(options);
        byte[] buffer = new byte[64 * 1024];
        while (await stream.ReadAsync(buffer) is > 0 and var count)
        {
            await stream.WriteAsync(buffer.AsMemory(0, count));
        }
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=chan", key, HashAlgorithmName.SHA256);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
