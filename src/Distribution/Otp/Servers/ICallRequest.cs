using Chan.Terms;

namespace Chan.Distribution.Otp.Servers;

/// <summary>A request of one's own type that says what its answer is: <c>Balance balance = await self.CallAsync(account, new Deposit(5))</c>.</summary>
/// <typeparam name="TReply">What the server answers.</typeparam>
public interface ICallRequest<TReply>
    where TReply : ITermConvertible<TReply>
{
    /// <summary>The term that is sent.</summary>
    ErlTerm ToTerm();
}
