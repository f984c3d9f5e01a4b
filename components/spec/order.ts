/** The names, each after those that come before it; a circle of them is broken somewhere. */
export function inOrder<Name extends string>(names: readonly Name[], before: (name: Name) => readonly Name[]): Name[] {
  const ordered = new Set<Name>();
  const add = (name: Name, users: readonly Name[]) => {
    if (ordered.has(name) || users.includes(name)) return;
    for (const each of before(name)) add(each, [...users, name]);
    ordered.add(name);
  };
  for (const name of names) add(name, []);
  return [...ordered];
}
