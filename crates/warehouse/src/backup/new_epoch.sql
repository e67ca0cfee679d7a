update sync.identity set epoch = gen_random_uuid()
