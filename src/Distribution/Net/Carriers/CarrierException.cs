namespace Chan.Distribution.Net.Carriers;

/// <summary>A connection could not be opened; the message says at which step and what the step said.</summary>
internal sealed class CarrierException(CarrierFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    public CarrierFault Fault { get; } = fault;
}
