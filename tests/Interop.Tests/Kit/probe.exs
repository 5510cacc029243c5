# Plays the same lines against our node and against one of Erlang, and says where the two differ.
defmodule Probe do
  @ours :net@localhost
  @theirs :other@localhost

  def same(code) do
    {ours, theirs} = {play(code, @ours), play(code, @theirs)}
    if ours == theirs, do: :same, else: {:ours, ours, :theirs, theirs}
  end

  # The value of the code, or what it raised; what no two nodes have in common is left out.
  def play(code, node) do
    result =
      try do
        {:value, elem(Code.eval_string(code, n: node), 0)}
      catch
        kind, reason -> {kind, reason}
      end

    plain(result)
  end

  def until(ask, tries \\ 1000) do
    cond do
      ask.() -> true
      tries == 0 -> false
      true -> Process.sleep(50) && until(ask, tries - 1)
    end
  end

  defp plain(pid) when is_pid(pid), do: if(pid == self(), do: :self, else: :pid)
  defp plain(reference) when is_reference(reference), do: :reference
  defp plain(@theirs), do: @ours
  defp plain([{m, f, a, l} | _]) when is_atom(m) and is_atom(f) and (is_integer(a) or is_list(a)) and is_list(l), do: :stack
  defp plain([head | tail]), do: [plain(head) | plain(tail)]
  defp plain(tuple) when is_tuple(tuple), do: tuple |> Tuple.to_list() |> Enum.map(&plain/1) |> List.to_tuple()
  defp plain(%_{} = struct), do: {:struct, struct |> Map.from_struct() |> plain()}
  defp plain(map) when is_map(map), do: Map.new(map, fn {key, value} -> {plain(key), plain(value)} end)
  defp plain(term), do: term
end
