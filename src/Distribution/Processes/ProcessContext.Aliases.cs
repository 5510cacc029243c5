using Chan.Distribution.Processes.Signals;
using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <content>Aliases: references that messages can be sent to, as long as their owner wants.</content>
public sealed partial class ProcessContext
{
    /// <summary>Makes an alias: what is sent to the reference comes to this process, until the alias ends.</summary>
    /// <param name="mode"><see cref="AliasMode.ExplicitUnalias"/> or <see cref="AliasMode.Reply"/>.</param>
    /// <returns>The reference. A receive on it skips the messages that are here already.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The mode is one of monitors.</exception>
    public ErlReference Alias(AliasMode mode = AliasMode.ExplicitUnalias)
    {
        ThrowIfDead();
        if (mode is not (AliasMode.ExplicitUnalias or AliasMode.Reply))
        {
            throw new ArgumentOutOfRangeException(nameof(mode), mode, "An alias without a monitor is ExplicitUnalias or Reply.");
        }

        var watch = new Watch(Node.MakeAliasReference(Self)) { Owner = this, Alias = mode };
        Mark(watch.Reference);
        Own(watch);
        return watch.Reference;
    }

    /// <summary>Ends an alias: what is sent to it from here on is dropped. A monitor of the same reference stays.</summary>
    /// <param name="reference">The alias.</param>
    /// <returns>False when it is not an alias of this process, or has ended.</returns>
    public bool Unalias(ErlReference reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ThrowIfDead();
        if (RelationsOrNull is not { } relations)
        {
            return false;
        }

        lock (relations)
        {
            if (relations.IsEnded || relations.Owned?.Find(reference) is not { Alias: not null } watch)
            {
                return false;
            }

            watch.Alias = null;
            if (!watch.IsNeeded)
            {
                relations.Owned.Remove(watch);
            }

            return true;
        }
    }

    /// <summary>A message comes through an alias. Any thread.</summary>
    internal void DeliverToAlias(ErlReference reference, ErlTerm message)
    {
        if (RelationsOrNull is not { } relations)
        {
            return;
        }

        Watch? stopped = null;
        lock (relations)
        {
            if (relations.IsEnded || relations.Owned?.Find(reference) is not { Alias: { } mode } watch)
            {
                return;
            }

            if (mode is AliasMode.Reply or AliasMode.ReplyDemonitor)
            {
                stopped = watch.IsMonitor && mode == AliasMode.ReplyDemonitor ? watch : null;
                watch.Alias = null;
                if (stopped is not null)
                {
                    Node.StopMonitoring(relations, watch);
                }
                else if (!watch.IsNeeded)
                {
                    relations.Owned.Remove(watch);
                }
            }

            // Under the lock: when Unalias has returned, nothing comes any more.
            Deliver(message);
        }

        if (stopped is not null)
        {
            Node.Detach(Self, stopped);
        }
    }
}
