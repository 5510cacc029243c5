namespace Chan.Terms;

/// <summary>The atoms that the protocols and the runtime use. Each field is named after its atom.</summary>
public static class Atoms
{
    /// <summary><c>ack</c></summary>
    public static readonly ErlAtom Ack = ErlTerm.Atom("ack");

    /// <summary><c>alias</c></summary>
    public static readonly ErlAtom Alias = ErlTerm.Atom("alias");

    /// <summary><c>alive</c></summary>
    public static readonly ErlAtom Alive = ErlTerm.Atom("alive");

    /// <summary><c>all</c></summary>
    public static readonly ErlAtom All = ErlTerm.Atom("all");

    /// <summary><c>already_exists</c></summary>
    public static readonly ErlAtom AlreadyExists = ErlTerm.Atom("already_exists");

    /// <summary><c>already_started</c></summary>
    public static readonly ErlAtom AlreadyStarted = ErlTerm.Atom("already_started");

    /// <summary><c>'$ancestors'</c></summary>
    public static readonly ErlAtom Ancestors = ErlTerm.Atom("$ancestors");

    /// <summary><c>authFail</c></summary>
    public static readonly ErlAtom AuthFail = ErlTerm.Atom("authFail");

    /// <summary><c>badService</c></summary>
    public static readonly ErlAtom BadService = ErlTerm.Atom("badService");

    /// <summary><c>badarg</c></summary>
    public static readonly ErlAtom Badarg = ErlTerm.Atom("badarg");

    /// <summary><c>badarity</c></summary>
    public static readonly ErlAtom Badarity = ErlTerm.Atom("badarity");

    /// <summary><c>badfun</c></summary>
    public static readonly ErlAtom Badfun = ErlTerm.Atom("badfun");

    /// <summary><c>badmatch</c></summary>
    public static readonly ErlAtom Badmatch = ErlTerm.Atom("badmatch");

    /// <summary><c>badrpc</c></summary>
    public static readonly ErlAtom Badrpc = ErlTerm.Atom("badrpc");

    /// <summary><c>badterm</c></summary>
    public static readonly ErlAtom Badterm = ErlTerm.Atom("badterm");

    /// <summary><c>brutal_kill</c></summary>
    public static readonly ErlAtom BrutalKill = ErlTerm.Atom("brutal_kill");

    /// <summary><c>busy</c></summary>
    public static readonly ErlAtom Busy = ErlTerm.Atom("busy");

    /// <summary><c>call</c></summary>
    public static readonly ErlAtom Call = ErlTerm.Atom("call");

    /// <summary><c>cancelled</c></summary>
    public static readonly ErlAtom Cancelled = ErlTerm.Atom("cancelled");

    /// <summary><c>case_clause</c></summary>
    public static readonly ErlAtom CaseClause = ErlTerm.Atom("case_clause");

    /// <summary><c>cast</c></summary>
    public static readonly ErlAtom Cast = ErlTerm.Atom("cast");

    /// <summary><c>challenge</c></summary>
    public static readonly ErlAtom Challenge = ErlTerm.Atom("challenge");

    /// <summary><c>chan</c></summary>
    public static readonly ErlAtom Chan = ErlTerm.Atom("chan");

    /// <summary><c>chan_closed</c></summary>
    public static readonly ErlAtom ChanClosed = ErlTerm.Atom("chan_closed");

    /// <summary><c>close</c></summary>
    public static readonly ErlAtom Close = ErlTerm.Atom("close");

    /// <summary><c>closed</c></summary>
    public static readonly ErlAtom Closed = ErlTerm.Atom("closed");

    /// <summary><c>code</c></summary>
    public static readonly ErlAtom Code = ErlTerm.Atom("code");

    /// <summary><c>connect</c></summary>
    public static readonly ErlAtom Connect = ErlTerm.Atom("connect");

    /// <summary><c>continue</c></summary>
    public static readonly ErlAtom Continue = ErlTerm.Atom("continue");

    /// <summary><c>crash</c></summary>
    public static readonly ErlAtom Crash = ErlTerm.Atom("crash");

    /// <summary><c>debug</c></summary>
    public static readonly ErlAtom Debug = ErlTerm.Atom("debug");

    /// <summary><c>demonitor</c></summary>
    public static readonly ErlAtom Demonitor = ErlTerm.Atom("demonitor");

    /// <summary><c>disconnect</c></summary>
    public static readonly ErlAtom Disconnect = ErlTerm.Atom("disconnect");

    /// <summary><c>'DOWN'</c></summary>
    public static readonly ErlAtom Down = ErlTerm.Atom("DOWN");

    /// <summary><c>draining</c></summary>
    public static readonly ErlAtom Draining = ErlTerm.Atom("draining");

    /// <summary><c>echo</c></summary>
    public static readonly ErlAtom Echo = ErlTerm.Atom("echo");

    /// <summary><c>''</c></summary>
    public static readonly ErlAtom Empty = ErlTerm.Atom("");

    /// <summary><c>enoent</c></summary>
    public static readonly ErlAtom Enoent = ErlTerm.Atom("enoent");

    /// <summary><c>eof</c></summary>
    public static readonly ErlAtom Eof = ErlTerm.Atom("eof");

    /// <summary><c>erlang</c></summary>
    public static readonly ErlAtom Erlang = ErlTerm.Atom("erlang");

    /// <summary><c>erpc</c></summary>
    public static readonly ErlAtom Erpc = ErlTerm.Atom("erpc");

    /// <summary><c>error</c></summary>
    public static readonly ErlAtom Error = ErlTerm.Atom("error");

    /// <summary><c>error_logger</c></summary>
    public static readonly ErlAtom ErrorLogger = ErlTerm.Atom("error_logger");

    /// <summary><c>ets</c></summary>
    public static readonly ErlAtom Ets = ErlTerm.Atom("ets");

    /// <summary><c>exception</c></summary>
    public static readonly ErlAtom Exception = ErlTerm.Atom("exception");

    /// <summary><c>'EXIT'</c></summary>
    public static readonly ErlAtom Exit = ErlTerm.Atom("EXIT");

    /// <summary><c>exit_reason</c></summary>
    public static readonly ErlAtom ExitReason = ErlTerm.Atom("exit_reason");

    /// <summary><c>false</c></summary>
    public static readonly ErlAtom False = ErlTerm.Atom("false");

    /// <summary><c>flush</c></summary>
    public static readonly ErlAtom Flush = ErlTerm.Atom("flush");

    /// <summary><c>function_clause</c></summary>
    public static readonly ErlAtom FunctionClause = ErlTerm.Atom("function_clause");

    /// <summary><c>'$gen_call'</c></summary>
    public static readonly ErlAtom GenCall = ErlTerm.Atom("$gen_call");

    /// <summary><c>'$gen_cast'</c></summary>
    public static readonly ErlAtom GenCast = ErlTerm.Atom("$gen_cast");

    /// <summary><c>get</c></summary>
    public static readonly ErlAtom Get = ErlTerm.Atom("get");

    /// <summary><c>global</c></summary>
    public static readonly ErlAtom Global = ErlTerm.Atom("global");

    /// <summary><c>hibernate</c></summary>
    public static readonly ErlAtom Hibernate = ErlTerm.Atom("hibernate");

    /// <summary><c>hidden</c></summary>
    public static readonly ErlAtom Hidden = ErlTerm.Atom("hidden");

    /// <summary><c>ignore</c></summary>
    public static readonly ErlAtom Ignore = ErlTerm.Atom("ignore");

    /// <summary><c>infinity</c></summary>
    public static readonly ErlAtom Infinity = ErlTerm.Atom("infinity");

    /// <summary><c>info</c></summary>
    public static readonly ErlAtom Info = ErlTerm.Atom("info");

    /// <summary><c>'$initial_call'</c></summary>
    public static readonly ErlAtom InitialCall = ErlTerm.Atom("$initial_call");

    /// <summary><c>internal</c></summary>
    public static readonly ErlAtom Internal = ErlTerm.Atom("internal");

    /// <summary><c>kill</c></summary>
    public static readonly ErlAtom Kill = ErlTerm.Atom("kill");

    /// <summary><c>killed</c></summary>
    public static readonly ErlAtom Killed = ErlTerm.Atom("killed");

    /// <summary><c>kvs</c></summary>
    public static readonly ErlAtom Kvs = ErlTerm.Atom("kvs");

    /// <summary><c>limit</c></summary>
    public static readonly ErlAtom Limit = ErlTerm.Atom("limit");

    /// <summary><c>link</c></summary>
    public static readonly ErlAtom Link = ErlTerm.Atom("link");

    /// <summary><c>lists</c></summary>
    public static readonly ErlAtom Lists = ErlTerm.Atom("lists");

    /// <summary><c>local</c></summary>
    public static readonly ErlAtom Local = ErlTerm.Atom("local");

    /// <summary><c>lookup</c></summary>
    public static readonly ErlAtom Lookup = ErlTerm.Atom("lookup");

    /// <summary><c>maps</c></summary>
    public static readonly ErlAtom Maps = ErlTerm.Atom("maps");

    /// <summary><c>math</c></summary>
    public static readonly ErlAtom Math = ErlTerm.Atom("math");

    /// <summary><c>module</c></summary>
    public static readonly ErlAtom Module = ErlTerm.Atom("module");

    /// <summary><c>monitor</c></summary>
    public static readonly ErlAtom Monitor = ErlTerm.Atom("monitor");

    /// <summary><c>nack</c></summary>
    public static readonly ErlAtom Nack = ErlTerm.Atom("nack");

    /// <summary><c>name</c></summary>
    public static readonly ErlAtom Name = ErlTerm.Atom("name");

    /// <summary><c>net_kernel</c></summary>
    public static readonly ErlAtom NetKernel = ErlTerm.Atom("net_kernel");

    /// <summary><c>nil</c></summary>
    public static readonly ErlAtom Nil = ErlTerm.Atom("nil");

    /// <summary><c>no</c></summary>
    public static readonly ErlAtom No = ErlTerm.Atom("no");

    /// <summary><c>nocatch</c></summary>
    public static readonly ErlAtom Nocatch = ErlTerm.Atom("nocatch");

    /// <summary><c>noconnection</c></summary>
    public static readonly ErlAtom Noconnection = ErlTerm.Atom("noconnection");

    /// <summary><c>node</c></summary>
    public static readonly ErlAtom Node = ErlTerm.Atom("node");

    /// <summary><c>nodedown</c></summary>
    public static readonly ErlAtom Nodedown = ErlTerm.Atom("nodedown");

    /// <summary><c>nodeup</c></summary>
    public static readonly ErlAtom Nodeup = ErlTerm.Atom("nodeup");

    /// <summary><c>none</c></summary>
    public static readonly ErlAtom None = ErlTerm.Atom("none");

    /// <summary><c>nonode@nohost</c></summary>
    public static readonly ErlAtom NonodeNohost = ErlTerm.Atom("nonode@nohost");

    /// <summary><c>noproc</c></summary>
    public static readonly ErlAtom Noproc = ErlTerm.Atom("noproc");

    /// <summary><c>noreply</c></summary>
    public static readonly ErlAtom Noreply = ErlTerm.Atom("noreply");

    /// <summary><c>no_response</c></summary>
    public static readonly ErlAtom Noresponse = ErlTerm.Atom("no_response");

    /// <summary><c>normal</c></summary>
    public static readonly ErlAtom Normal = ErlTerm.Atom("normal");

    /// <summary><c>not_found</c></summary>
    public static readonly ErlAtom NotFound = ErlTerm.Atom("not_found");

    /// <summary><c>ok</c></summary>
    public static readonly ErlAtom Ok = ErlTerm.Atom("ok");

    /// <summary><c>pattern</c></summary>
    public static readonly ErlAtom Pattern = ErlTerm.Atom("pattern");

    /// <summary><c>permanent</c></summary>
    public static readonly ErlAtom Permanent = ErlTerm.Atom("permanent");

    /// <summary><c>pg</c></summary>
    public static readonly ErlAtom Pg = ErlTerm.Atom("pg");

    /// <summary><c>ping</c></summary>
    public static readonly ErlAtom Ping = ErlTerm.Atom("ping");

    /// <summary><c>pong</c></summary>
    public static readonly ErlAtom Pong = ErlTerm.Atom("pong");

    /// <summary><c>port</c></summary>
    public static readonly ErlAtom Port = ErlTerm.Atom("port");

    /// <summary><c>process</c></summary>
    public static readonly ErlAtom Process = ErlTerm.Atom("process");

    /// <summary><c>protocol</c></summary>
    public static readonly ErlAtom Protocol = ErlTerm.Atom("protocol");

    /// <summary><c>put</c></summary>
    public static readonly ErlAtom Put = ErlTerm.Atom("put");

    /// <summary><c>rate</c></summary>
    public static readonly ErlAtom Rate = ErlTerm.Atom("rate");

    /// <summary><c>refused</c></summary>
    public static readonly ErlAtom Refused = ErlTerm.Atom("refused");

    /// <summary><c>register</c></summary>
    public static readonly ErlAtom Register = ErlTerm.Atom("register");

    /// <summary><c>remote</c></summary>
    public static readonly ErlAtom Remote = ErlTerm.Atom("remote");

    /// <summary><c>reply</c></summary>
    public static readonly ErlAtom Reply = ErlTerm.Atom("reply");

    /// <summary><c>response</c></summary>
    public static readonly ErlAtom Response = ErlTerm.Atom("response");

    /// <summary><c>restarting</c></summary>
    public static readonly ErlAtom Restarting = ErlTerm.Atom("restarting");

    /// <summary><c>rex</c></summary>
    public static readonly ErlAtom Rex = ErlTerm.Atom("rex");

    /// <summary><c>rpc</c></summary>
    public static readonly ErlAtom Rpc = ErlTerm.Atom("rpc");

    /// <summary><c>running</c></summary>
    public static readonly ErlAtom Running = ErlTerm.Atom("running");

    /// <summary><c>self</c></summary>
    public static readonly ErlAtom Self = ErlTerm.Atom("self");

    /// <summary><c>send</c></summary>
    public static readonly ErlAtom Send = ErlTerm.Atom("send");

    /// <summary><c>shutdown</c></summary>
    public static readonly ErlAtom Shutdown = ErlTerm.Atom("shutdown");

    /// <summary><c>silence</c></summary>
    public static readonly ErlAtom Silence = ErlTerm.Atom("silence");

    /// <summary><c>size</c></summary>
    public static readonly ErlAtom Size = ErlTerm.Atom("size");

    /// <summary><c>slow</c></summary>
    public static readonly ErlAtom Slow = ErlTerm.Atom("slow");

    /// <summary><c>spawn</c></summary>
    public static readonly ErlAtom Spawn = ErlTerm.Atom("spawn");

    /// <summary><c>start</c></summary>
    public static readonly ErlAtom Start = ErlTerm.Atom("start");

    /// <summary><c>startService</c></summary>
    public static readonly ErlAtom StartService = ErlTerm.Atom("startService");

    /// <summary><c>state</c></summary>
    public static readonly ErlAtom State = ErlTerm.Atom("state");

    /// <summary><c>status</c></summary>
    public static readonly ErlAtom Status = ErlTerm.Atom("status");

    /// <summary><c>stop</c></summary>
    public static readonly ErlAtom Stop = ErlTerm.Atom("stop");

    /// <summary><c>store</c></summary>
    public static readonly ErlAtom Store = ErlTerm.Atom("store");

    /// <summary><c>supervisor</c></summary>
    public static readonly ErlAtom Supervisor = ErlTerm.Atom("supervisor");

    /// <summary><c>suspended</c></summary>
    public static readonly ErlAtom Suspended = ErlTerm.Atom("suspended");

    /// <summary><c>system</c></summary>
    public static readonly ErlAtom System = ErlTerm.Atom("system");

    /// <summary><c>temporary</c></summary>
    public static readonly ErlAtom Temporary = ErlTerm.Atom("temporary");

    /// <summary><c>terminate</c></summary>
    public static readonly ErlAtom Terminate = ErlTerm.Atom("terminate");

    /// <summary><c>throw</c></summary>
    public static readonly ErlAtom Throw = ErlTerm.Atom("throw");

    /// <summary><c>time_offset</c></summary>
    public static readonly ErlAtom TimeOffset = ErlTerm.Atom("time_offset");

    /// <summary><c>timeout</c></summary>
    public static readonly ErlAtom Timeout = ErlTerm.Atom("timeout");

    /// <summary><c>transient</c></summary>
    public static readonly ErlAtom Transient = ErlTerm.Atom("transient");

    /// <summary><c>true</c></summary>
    public static readonly ErlAtom True = ErlTerm.Atom("true");

    /// <summary><c>unalias</c></summary>
    public static readonly ErlAtom Unalias = ErlTerm.Atom("unalias");

    /// <summary><c>undef</c></summary>
    public static readonly ErlAtom Undef = ErlTerm.Atom("undef");

    /// <summary><c>undefined</c></summary>
    public static readonly ErlAtom Undefined = ErlTerm.Atom("undefined");

    /// <summary><c>unknown</c></summary>
    public static readonly ErlAtom Unknown = ErlTerm.Atom("unknown");

    /// <summary><c>unregister</c></summary>
    public static readonly ErlAtom Unregister = ErlTerm.Atom("unregister");

    /// <summary><c>'UP'</c></summary>
    public static readonly ErlAtom Up = ErlTerm.Atom("UP");

    /// <summary><c>user</c></summary>
    public static readonly ErlAtom User = ErlTerm.Atom("user");

    /// <summary><c>via</c></summary>
    public static readonly ErlAtom Via = ErlTerm.Atom("via");

    /// <summary><c>visible</c></summary>
    public static readonly ErlAtom Visible = ErlTerm.Atom("visible");

    /// <summary><c>worker</c></summary>
    public static readonly ErlAtom Worker = ErlTerm.Atom("worker");

    /// <summary><c>yes</c></summary>
    public static readonly ErlAtom Yes = ErlTerm.Atom("yes");
}
