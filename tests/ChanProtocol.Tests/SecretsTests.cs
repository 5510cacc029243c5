using System.Reflection;
using Chan.Protocol.Classic;
using Chan.Protocol.Handshake;
using Chan.Protocol.Spake2Plus;
using Chan.Protocol.Tests.Handshake;
using Chan.Protocol.Tests.Spake2Plus;
using Chan.Protocol.Verifiers;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Protocol.Tests;

/// <summary>Secrets do not show in text, and do not stay in memory when they have been used.</summary>
public class SecretsTests
{
    private const string Planted = "a planted secret";
    private static readonly FixedRandom Random = new(9);

    [Fact]
    public void No_type_that_holds_a_secret_shows_it()
    {
        foreach (object holder in Holders())
        {
            string text = holder.ToString()!;

            Assert.DoesNotContain(Planted, text, StringComparison.Ordinal);
            Assert.DoesNotContain("Byte[]", text, StringComparison.Ordinal);
            foreach (byte[] secret in SecretsIn(holder, depth: 4))
            {
                Assert.DoesNotContain(Convert.ToHexString(secret), text, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain(System.Buffers.Text.Base64Url.EncodeToString(secret), text, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_disposed_key_is_zero()
    {
        byte[] w0 = Rfc9383Vectors.Sha256.W0;
        var key = new ProverKey(w0, Rfc9383Vectors.Sha256.W1, Random);
        var schedule = KeySchedule.Derive(Rfc9383Vectors.Sha256.Transcript);
        ChanPassword password = ChanPassword.FromString(Planted);
        var prover = new Prover(key, Rfc9383Vectors.Sha256.Identity, Random);
        var disposed = new IDisposable[] { key, schedule, password, prover };
        Assert.All(disposed, holder => Assert.Contains(OwnSecretsIn(holder), secret => secret.Any(value => value != 0)));

        prover.Dispose();
        key.Dispose();
        schedule.Dispose();
        password.Dispose();

        Assert.All(disposed, holder => Assert.All(OwnSecretsIn(holder), secret => Assert.All(secret, value => Assert.Equal(0, value))));
    }

    [Fact]
    public void What_the_machines_no_longer_need_is_erased_when_they_move_on()
    {
        using Exchange exchange = new Exchange().UpToShareV();
        var server = (ServerHandshakeState.AwaitConfirmP)StateOf(exchange.Server);
        var client = (ClientHandshakeState.AwaitShareV)StateOf(exchange.Client);

        exchange.Server.Receive(exchange.Client.Receive(exchange.ShareV).Send);

        Assert.All(server.ExpectedConfirmP, value => Assert.Equal(0, value));
        Assert.True(client.Key.W0.IndexOfAnyExcept((byte)0) < 0);
        Assert.True(client.Key.W1.IndexOfAnyExcept((byte)0) < 0);
    }

    [Fact]
    public void A_cache_gives_equal_keys_that_live_on_their_own_and_forgets_the_oldest()
    {
        using var cache = new ProverKeyCache(Random);
        using ChanPassword password = ChanPassword.FromString(Planted);
        byte[] salt = new byte[VerifierSalt.Length];
        ProverKey first = cache.Get(password, "a", salt, World.Kdf);
        byte[] w0 = first.W0.ToArray();
        first.Dispose();

        using ProverKey again = cache.Get(password, "a", salt, World.Kdf);
        using ProverKey other = cache.Get(password, "b", salt, World.Kdf);

        Assert.Equal(w0, again.W0.ToArray());
        Assert.NotEqual(w0, other.W0.ToArray());
        cache.Dispose();
        Assert.Throws<ObjectDisposedException>(() => cache.Get(password, "a", salt, World.Kdf));
    }

    private static IEnumerable<object> Holders()
    {
        ChanPassword password = ChanPassword.FromString(Planted);
        VerifierRecord record = VerifierRecord.Create("x", password, World.Kdf, Random);
        VerifierCatalog catalog = VerifierCatalog.Create([record], World.Kdf, Random);
        Exchange exchange = new Exchange().UpToShareV();
        return
        [
            password,
            record,
            catalog,
            catalog.Find("x"),
            catalog.Find("x").Key,
            new ProverKey(Rfc9383Vectors.Sha256.W0, Rfc9383Vectors.Sha256.W1, Random),
            KeySchedule.Derive(Rfc9383Vectors.Sha256.Transcript),
            new ProverKeyCache(Random),
            exchange.Client,
            exchange.Server,
            StateOf(exchange.Client),
            StateOf(exchange.Server),
            World.ServerOptions,
            World.ClientOptions with { Password = password },
            new ClassicServerOptions { Services = new Dictionary<ErlTerm, ChanPassword?> { [Atoms.Chan] = password } },
            new ClassicClientHandshake(Atoms.Chan, ErlList.Empty, password),
        ];
    }

    private static object StateOf(object machine)
        => machine.GetType().GetField("_state", BindingFlags.NonPublic | BindingFlags.Instance)!.GetValue(machine)!;

    private static List<byte[]> OwnSecretsIn(object holder) => [.. SecretsIn(holder, depth: 1)];

    // Every byte array of 8 bytes and more in the holder and in what it holds of this assembly's types.
    private static IEnumerable<byte[]> SecretsIn(object holder, int depth)
    {
        foreach (FieldInfo field in holder.GetType().GetFields(BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Instance))
        {
            object? value = field.GetValue(holder);
            if (value is byte[] { Length: >= 8 } bytes && field.Name.StartsWith('_'))
            {
                yield return bytes;
            }
            else if (depth > 1 && value is not null && value.GetType().Assembly == typeof(ChanPassword).Assembly)
            {
                foreach (byte[] nested in SecretsIn(value, depth - 1))
                {
                    yield return nested;
                }
            }
        }
    }
}
