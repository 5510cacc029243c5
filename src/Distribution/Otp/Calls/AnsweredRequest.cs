namespace Chan.Distribution.Otp.Calls;

/// <summary>What happens to a request of a collection when its answer has been received.</summary>
public enum AnsweredRequest
{
    /// <summary>It is taken out of the collection.</summary>
    Remove,

    /// <summary>It stays, and never has an answer again.</summary>
    Keep,
}
