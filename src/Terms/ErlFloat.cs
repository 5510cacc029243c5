namespace Chan.Terms;

/// <summary>A floating point number: an IEEE 754 double that is neither NaN nor infinite.</summary>
public sealed class ErlFloat : ErlTerm
{
    /// <summary>Makes the float term.</summary>
    /// <param name="value">A finite number.</param>
    /// <exception cref="ArgumentException">The value is NaN or infinite: Erlang has no such terms.</exception>
    public ErlFloat(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentException($"An Erlang float is finite; {value} is not.", nameof(value));
        }

        Value = value;
    }

    /// <summary>The number. The sign of a negative zero is kept, although <c>0.0 =:= -0.0</c>.</summary>
    public double Value { get; }

    internal override TermKind Kind => TermKind.Float;

    /// <summary>For patterns: <c>ErlFloat(var x)</c>.</summary>
    /// <param name="value">The number.</param>
    public void Deconstruct(out double value) => value = Value;
}
