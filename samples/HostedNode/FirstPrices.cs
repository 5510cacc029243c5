using System.Globalization;
using Chan.Terms;
using Microsoft.Extensions.Configuration;

namespace HostedNode;

/// <summary>The prices that every life of the list begins with: those of the program, and those of the configuration. Never changes, so all may share it.</summary>
public sealed class FirstPrices(IConfiguration configuration)
{
    public IReadOnlyDictionary<ErlAtom, long> All { get; } = configuration.GetSection("prices").GetChildren()
        .Select(each => (each.Key, Price: long.Parse(each.Value ?? "", CultureInfo.InvariantCulture)))
        .Concat([(Key: "tea", Price: 3), (Key: "milk", Price: 1)])
        .DistinctBy(each => each.Key)
        .ToDictionary(each => ErlTerm.Atom(each.Key), each => each.Price);
}
