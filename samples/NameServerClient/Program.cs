using Chan.Client;
using Chan.Protocol.Verifiers;
using Chan.Terms;

using var password = ChanPassword.FromUtf8File(await File.ReadAllBytesAsync(args[0]));
await using var chan = await ChanConnection.ConnectAsync("chan://localhost:12340/nameServer", new() { Password = password });

await chan.CastAsync(ErlTerm.Parse("{store, joe, \"writing a book\"}"));
ErlTerm answer = await chan.RpcAsync(ErlTerm.Tuple(Atoms.Lookup, ErlTerm.Atom("joe")));

Console.WriteLine(answer is ErlTuple and [ErlAtom("ok"), var what] ? $"joe is {what}" : "nobody knows joe");
