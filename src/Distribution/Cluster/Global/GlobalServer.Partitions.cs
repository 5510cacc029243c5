using System.Security.Cryptography;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Global;

/// <content>Connections that are lost, and what keeps worlds from overlapping then.</content>
internal sealed partial class GlobalServer
{
    /// <summary>Reports of lost connections that are remembered; more would be no cluster any more.</summary>
    private const int MaxLostConnections = 10_000;

    private static readonly TimeSpan LostConnectionMemory = TimeSpan.FromHours(1);

    private readonly Dictionary<(ErlAtom Teller, ErlAtom Lost), (ErlTerm Incarnation, ErlInteger Number, ErlReference Timer)> _lost = [];
    private readonly long _incarnation = (long)RandomNumberGenerator.GetInt32(1, 1 << 27) << 32;

    private void OnNodeDown(ProcessContext self, ErlAtom node)
    {
        if (!_removing.Remove(node))
        {
            ErlTerm report = ErlTerm.Tuple(
                [GlobalAtoms.LostConnection, self.Node.Name, _incarnation + self.Node.Creation, NextNumber(), node]);
            TellWorld(self, report, except: node);
        }

        Drop(self, node);
    }

    private void TellWorld(ProcessContext self, ErlTerm message, ErlAtom except)
    {
        foreach (ErlAtom other in _known.Keys.Union(_pending))
        {
            if (other != except)
            {
                Tell(self, other, message);
            }
        }
    }

    private void Drop(ProcessContext self, ErlAtom node)
    {
        Abandon(self, node, Atoms.None);
        self.Send(_locker!, ErlTerm.Tuple(GlobalAtoms.RemoveFromKnown, node));
        _pending.Remove(node);
        _known.Remove(node);
        _synced.Remove(node);
        NoteSynced(self, node);
    }

    private bool IsPartOfWorld(ErlAtom node) => _known.ContainsKey(node) || _pending.Contains(node);

    /// <summary>A node has lost another one: both ends go from this world, unless this is one of them.</summary>
    private void OnLostConnection(ProcessContext self, ErlTerm message, ErlAtom teller, ErlTerm incarnation, ErlInteger number, ErlAtom lost)
    {
        if (_lost.TryGetValue((teller, lost), out (ErlTerm Incarnation, ErlInteger Number, ErlReference Timer) before))
        {
            if (before.Incarnation.Equals(incarnation) && number.Value <= before.Number.Value)
            {
                return;
            }

            self.CancelTimer(before.Timer);
        }
        else if (_lost.Count >= MaxLostConnections)
        {
            return;
        }

        TellWorld(self, message, except: teller);
        ErlReference timer = self.StartTimer(LostConnectionMemory, self.Self, ErlTerm.Tuple(teller, lost));
        _lost[(teller, lost)] = (incarnation, number, timer);
        ErlAtom removed = lost == self.Node.Name ? teller : lost;
        if (IsPartOfWorld(removed))
        {
            GlobalLog.Disconnected(_logger, removed, teller);
            Tell(self, removed, ErlTerm.Tuple(GlobalAtoms.RemoveConnection, self.Node.Name));
            _removing.Add(removed);
            Drop(self, removed);
        }
    }

    private void ForgetLostConnection(ErlReference timer, ErlAtom teller, ErlAtom lost)
    {
        if (_lost.TryGetValue((teller, lost), out (ErlTerm Incarnation, ErlInteger Number, ErlReference Timer) entry) && entry.Timer.Equals(timer))
        {
            _lost.Remove((teller, lost));
        }
    }

    private void OnRemoveConnection(ProcessContext self, ErlAtom node)
    {
        if (IsPartOfWorld(node))
        {
            GlobalLog.Disconnected(_logger, node, node);
            self.Spawn(_ => _nodes.DisconnectAsync(node), new SpawnOptions { Label = "global disconnecting" });
            _removing.Add(node);
            Drop(self, node);
        }
    }
}
