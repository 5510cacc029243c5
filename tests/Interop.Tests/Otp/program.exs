# A program in Elixir with everything that a process of another node can use.
defmodule Listing do
  @behaviour :gen_event

  def init(name), do: {:ok, {name, []}}
  def handle_event(event, {name, seen}), do: {:ok, {name, [event | seen]}}
  def handle_call(:seen, state), do: {:ok, state, state}
  def terminate(why, _), do: {:gone, why}

  # For Registry.dispatch: the values under a key.
  def tell(entries, pid), do: send(pid, {:dispatched, Enum.sort(for {_, value} <- entries, do: value)})
end

defmodule Door do
  @behaviour :gen_statem

  def callback_mode, do: :handle_event_function
  def init(_), do: {:ok, :closed, 0}
  def handle_event({:call, _}, :enter, :closed, _), do: {:keep_state_and_data, :postpone}
  def handle_event({:call, from}, :enter, :open, count), do: {:keep_state, count + 1, {:reply, from, {:entered, count + 1}}}
  def handle_event(:cast, :open, _, count), do: {:next_state, :open, count}
end

{:ok, _} = Agent.start(fn -> 40 end, name: :agent)
{:ok, _} = Supervisor.start_link([{Registry, keys: :unique, name: :names}, {Registry, keys: :duplicate, name: :topics}], strategy: :one_for_one)
for name <- ["room 1", "room 2"], do: {:ok, _} = Agent.start(fn -> name end, name: {:via, Registry, {:names, name}})
for value <- [:one, :two], do: {:ok, _} = Registry.register(:topics, :weather, value)
{:ok, _} = Supervisor.start_link([], strategy: :one_for_one, name: :tree)
{:ok, _} = DynamicSupervisor.start_link(name: :dynamic)
{:ok, _} = :gen_statem.start({:local, :door}, Door, [], [])
{:ok, _} = :gen_event.start({:local, :alarms})
:started
