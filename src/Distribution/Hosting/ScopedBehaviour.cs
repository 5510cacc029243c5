using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.Supervision;
using Chan.Distribution.Processes;
using Chan.Terms;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Hosting;

/// <summary>Behaviours whose objects come from the host's container.</summary>
internal static class ScopedBehaviour
{
    private static readonly Func<ILogger, ErlPid, string, IDisposable?> LogScope = LoggerMessage.DefineScope<ErlPid, string>("Process {Pid} ({Name})");

    /// <summary>Makes the specification of a child.</summary>
    /// <typeparam name="T">The class of the object.</typeparam>
    /// <typeparam name="TBase">What the behaviour asks of it.</typeparam>
    /// <param name="behaviour">The behaviour.</param>
    /// <param name="type">Worker or supervisor.</param>
    /// <param name="start">The settings of each start.</param>
    public static Func<IServiceProvider, ChildSpec> ChildOf<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T, TBase>(
        Behaviour<TBase> behaviour, ChildType type, StartOptions? start)
        where T : class, TBase
        where TBase : class
    {
        StartOptions options = start ?? StartOptions.Default;
        ErlAtom module = ErlTerm.Atom(typeof(T).Name);
        string name = options.Name?.ToString() ?? typeof(T).Name;
        ObjectFactory<T> create = ActivatorUtilities.CreateFactory<T>([]);
        return services =>
        {
            ILogger logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(T).FullName ?? typeof(T).Name);
            return new ChildSpec(options.Name?.Term ?? module, StartAsync) { Type = type, Modules = [module] };

            Task<StartResult> StartAsync(ProcessContext parent)
                => ProcLib.StartAsync(parent, StartKind.Linked, behaviour.InitialCall, (process, ack) => RunAsync(process, ack, parent.Self), options);

            // Inside the process: its end is seen when object and scope are gone, so that a restart after a crash does not overlap with them.
            async Task RunAsync(ProcessContext process, InitAck ack, ErlPid parent)
            {
                using IDisposable? log = LogScope(logger, process.Self, name);
                AsyncServiceScope scope = services.CreateAsyncScope();
                await using ConfiguredAsyncDisposable scopeEnd = scope.ConfigureAwait(false);
                T? made = null;
                try
                {
                    await behaviour.RunAsync(process, ack, parent, () => made = create(scope.ServiceProvider, []), options).ConfigureAwait(false);
                }
                finally
                {
                    await DisposeAsync(made).ConfigureAwait(false);
                }
            }
        };
    }

    private static ValueTask DisposeAsync(object? made)
    {
        if (made is IAsyncDisposable asynchronous)
        {
            return asynchronous.DisposeAsync();
        }

        (made as IDisposable)?.Dispose();
        return ValueTask.CompletedTask;
    }
}
