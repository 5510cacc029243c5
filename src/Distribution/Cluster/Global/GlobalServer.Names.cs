using System.Security.Cryptography;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Global;

/// <content>Names and locks.</content>
internal sealed partial class GlobalServer
{
    /// <summary>Longest wait before a question is asked again that came while names were being changed.</summary>
    private const int MaxWhereIsWait = 4000;

    private ErlAtom DeleteLock(ProcessContext self, ErlTerm resource, ErlTerm requester, ErlPid pid)
    {
        _locks.Delete(self, resource, requester, pid);
        return Atoms.True;
    }

    private ErlAtom Register(ProcessContext self, ErlTerm name, ErlPid pid, ErlTerm method, ErlAtom? registeredBy, ErlPid registrar)
    {
        _names.Set(self, name, pid, method, registeredBy);
        bool isLocked = _locks.IsGlobalSet ? _locks.IsGlobalHeldBy(registrar) : !_locks.IsGlobalDown;
        if (!isLocked)
        {
            // The registrar's node went down, and its lock with it, before this arrived.
            _names.Remove(self, name);
        }

        return Atoms.Yes;
    }

    private ErlAtom Unregister(ProcessContext self, ErlTerm name)
    {
        _names.Remove(self, name);
        return Atoms.Ok;
    }

    /// <summary>Does what came out of the joining of two worlds, if the lock under which it was found still holds.</summary>
    private void Apply(ProcessContext self, IEnumerable<ErlTerm> operations, ErlList external, ErlTerm? lockId)
    {
        var deletions = new List<ErlTerm>();
        foreach (ErlTerm operation in operations)
        {
            if (operation is ErlTuple and [ErlAtom insert, ErlTuple and [var name, ErlPid pid, var method]] && insert == GlobalAtoms.Insert)
            {
                _names.Set(self, name, pid, method, RegisteredBy(external, name, pid));
                bool isLocked = _locks.GlobalRequester is { } requester
                    ? lockId is ErlTuple and [_, var ours] && requester.Equals(ours)
                    : !_locks.IsGlobalDown;
                if (!isLocked)
                {
                    _names.Remove(self, name);
                }
            }
            else if (operation is ErlTuple and [ErlAtom delete, var deleted] && delete == GlobalAtoms.Delete)
            {
                deletions.Add(deleted);
            }
        }

        foreach (ErlTerm name in deletions)
        {
            _names.Remove(self, name);
        }
    }

    private static ErlAtom? RegisteredBy(ErlList external, ErlTerm name, ErlPid pid)
    {
        foreach (ErlTerm entry in external)
        {
            if (entry is ErlTuple and [var its, var process, ErlAtom node] && its.Equals(name) && process.Equals(pid))
            {
                return node;
            }
        }

        return null;
    }

    private void OnWhereIs(ProcessContext self, ErlTerm message, ErlTerm name, GenFrom caller)
    {
        if (_locks.IsGlobalSet)
        {
            self.SendAfter(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(1, MaxWhereIsWait)), self.Self, message);
            return;
        }

        caller.Reply(self, _names.Find(name)?.Pid ?? (ErlTerm)Atoms.Undefined);
    }

    /// <summary>Answered when all of the nodes share our names, or are gone.</summary>
    private ErlAtom? Sync(GenFrom caller, ErlList nodes)
    {
        HashSet<ErlAtom> missing = [.. nodes.OfType<ErlAtom>()];
        missing.IntersectWith(_nodes.Nodes(NodeKinds.Visible));
        missing.ExceptWith(_synced);
        if (missing.Count == 0)
        {
            return Atoms.Ok;
        }

        _syncers.Add((caller, missing));
        return null;
    }

    private void NoteSynced(ProcessContext self, ErlAtom node)
    {
        foreach ((GenFrom caller, HashSet<ErlAtom> missing) in _syncers)
        {
            if (missing.Remove(node) && missing.Count == 0)
            {
                caller.Reply(self, Atoms.Ok);
            }
        }

        _syncers.RemoveAll(syncer => syncer.Missing.Count == 0);
    }
}
